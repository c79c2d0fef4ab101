"""Every sentence the product itself says to people, in Vietnamese. One wording per status, reason or state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant.domain import AnswerStatus, Role, Validity
from ingest.documents import DocumentKind
from ingest.errors import FailureReason

if TYPE_CHECKING:  # `troly --help` must not wait for parsers
    from ingest.law.changes import Change
    from ingest.law.editions import Proposal

PRODUCT = "Trợ lý Cử tri"
AI_NOTICE = "Trợ lý AI chỉ trích dẫn tài liệu trong kho; người quyết định và ký là cán bộ."

STATUS: dict[AnswerStatus, str] = {
    AnswerStatus.ANSWERED: "Trả lời có nguồn",
    AnswerStatus.ANSWERED_CONFLICT: "Trả lời có nguồn; các tài liệu nêu số liệu khác nhau theo thời điểm",
    AnswerStatus.CLARIFICATION: "Câu hỏi còn thiếu ý nên tôi chưa tìm đúng được. Anh/chị nêu rõ thêm nội dung, "
    "lĩnh vực hoặc số văn bản cần hỏi.",
    AnswerStatus.UNANSWERABLE_NO_SOURCE: "Tôi chưa trả lời được: trong kho không có trả lời cử tri, hướng dẫn hoặc văn bản "
    "nào đủ căn cứ cho câu hỏi này. Tôi không suy đoán.",
    AnswerStatus.UNANSWERABLE_EXPIRED_ONLY: "Tôi chưa trả lời được: trong kho chỉ có văn bản đã hết hiệu lực về nội dung này.",
    AnswerStatus.UNANSWERABLE_NOT_FOUND: "Không tìm thấy văn bản có số ký hiệu này trong kho. Tôi không nêu nội dung của "
    "văn bản mà tôi không có.",
    AnswerStatus.UNANSWERABLE_WAITING: "Câu hỏi này đã được chuyển đơn vị và đang chờ đơn vị trả lời.",
    AnswerStatus.BLOCKED_OUT_OF_REMIT: "Câu này ngoài phạm vi của Bộ nên tôi không trả lời. Tôi chỉ dùng trả lời cử tri, "
    "hướng dẫn nội bộ và văn bản pháp luật trong kho.",
    AnswerStatus.BLOCKED_SECRET: "Tôi không cung cấp, không xác nhận và không tìm kiếm nội dung thuộc danh mục bí mật nhà nước. "
    "Anh/chị liên hệ bộ phận bảo mật của Văn phòng theo quy chế.",
    AnswerStatus.BLOCKED_PERSONAL_DATA: "Tôi không cung cấp và không tra cứu thông tin cá nhân (họ tên, địa chỉ, số điện thoại, "
    "số định danh…). Anh/chị có thể hỏi ở mức tỉnh, lĩnh vực. Người dân tự tra số thuê bao đứng tên mình qua đầu số 1414.",
    AnswerStatus.BLOCKED_OPINION: "Tôi không đưa ra ý kiến, nhận xét chủ trương. Tôi có thể trích nội dung văn bản đã ban hành "
    "nếu anh/chị hỏi về văn bản đó.",
    AnswerStatus.BLOCKED_INSTRUCTION: "Tôi không làm theo yêu cầu bỏ qua quy tắc trích nguồn hoặc tiết lộ cấu hình. "
    "Anh/chị hãy đặt câu hỏi về nội dung công việc.",
    AnswerStatus.BLOCKED_INVALID: "Câu hỏi chưa hợp lệ.",
    AnswerStatus.ERROR_INTERNAL: "Có lỗi khi xử lý câu hỏi. Câu hỏi đã được ghi lại; anh/chị thử lại sau ít phút, "
    "nếu vẫn lỗi xin báo quản trị viên.",
    AnswerStatus.ERROR_STORAGE: "Máy chủ đang hết chỗ ghi nên chưa lưu được nhật ký trả lời. Xin báo quản trị viên giải phóng ổ đĩa; "
    "dữ liệu đã có không bị mất.",
    AnswerStatus.ERROR_UNAVAILABLE: "Kho dữ liệu tạm thời không truy cập được nên chưa trả lời được câu hỏi này. "
    "Anh/chị thử lại sau ít phút; dữ liệu đã có không bị mất.",
    AnswerStatus.ERROR_ABANDONED: "Người hỏi đã rời trang trước khi trả lời xong.",
}

# What the asker can do next, by status.
NEXT_STEP: dict[AnswerStatus, str] = {
    AnswerStatus.UNANSWERABLE_NO_SOURCE: "Anh/chị thử nêu tên văn bản, tỉnh hoặc thời điểm cụ thể, hoặc hỏi đơn vị phụ trách.",
    AnswerStatus.UNANSWERABLE_EXPIRED_ONLY: "Xin kiểm tra văn bản thay thế nêu bên dưới hoặc hỏi đơn vị phụ trách.",
    AnswerStatus.UNANSWERABLE_NOT_FOUND: "Xin kiểm tra lại số, ký hiệu; các văn bản gần nhất trong kho ở bên dưới.",
    AnswerStatus.BLOCKED_OUT_OF_REMIT: "Nếu anh/chị thấy câu này thuộc việc của Bộ, xin hỏi Văn phòng Bộ.",
}

INVALID: dict[str, str] = {
    "empty": "Anh/chị chưa nhập câu hỏi. Xin gõ nội dung cần hỏi, ví dụ: “Thời hạn trả lời kiến nghị cử tri là bao nhiêu ngày?”",
    "too_long": "Câu hỏi quá dài. Xin rút gọn còn nhiều nhất {limit} ký tự hoặc tách thành nhiều câu hỏi.",
    "no_words": "Câu hỏi không có chữ nào đọc được. Xin gõ nội dung cần hỏi bằng tiếng Việt.",
    "other_language": "Tôi chỉ trả lời bằng tiếng Việt từ tài liệu tiếng Việt. Xin đặt lại câu hỏi bằng tiếng Việt.",
}

UNKNOWN_BROWSER = "Không rõ trình duyệt"
WITHDRAWN = (
    "Câu trả lời này đã được thu hồi vì dựa trên tài liệu không được phép sử dụng. Xin không dùng lại nội dung đã đọc."
)
HIDDEN = "[đã ẩn]"  # what the audit keeps of a question that held a secret or personal data
UNDERSTOOD = "Đang hiểu là: “{text}”"
OLDER_FIGURE = "Số liệu cũ hơn"
NEWEST_FIRST = "Các tài liệu nêu số liệu khác nhau; số liệu mới nhất được nêu trước."
NEAREST = "Tài liệu gần nhất trong kho"
UNIT_IN_CHARGE = "Đơn vị phụ trách lĩnh vực này: {unit}."
UNIT_POSSIBLE = "Chưa chắc đơn vị nào phụ trách; nhiều khả năng nhất là {units}."
UNITS_POSSIBLE = "Chưa chắc đơn vị nào phụ trách; có thể là: {units}."
MODEL_FELL_BACK = "Mô hình ngôn ngữ không trả lời được nên dưới đây là phần trích nguyên văn."
SOURCES = "Nguồn"
ROW_OF = "dòng {code}"
AS_OF = "Tính đến ngày {day}"

VALIDITY: dict[Validity, str] = {
    Validity.IN_FORCE: "✓ còn hiệu lực",
    Validity.REPLACED: "✕ hết hiệu lực",
    Validity.NOT_YET: "◔ chưa có hiệu lực",
    Validity.CHECK: "! cần kiểm tra hiệu lực",
    Validity.NOT_LAW: "",
}

KIND: dict[DocumentKind, str] = {
    DocumentKind.REPLY: "Trả lời cử tri",
    DocumentKind.COMPILED_LIST: "Tập hợp trả lời cử tri",
    DocumentKind.PROVINCIAL_TABLE: "Trả lời kiến nghị của Sở",
    DocumentKind.GUIDANCE: "Hướng dẫn nội bộ",
    DocumentKind.LAW: "Văn bản pháp luật",
    DocumentKind.CORRECTION: "Đơn vị trả lời",
    DocumentKind.VALIDITY_TABLE: "Bảng hiệu lực văn bản",
}

ROLE: dict[Role, str] = {
    Role.STAFF: "Cán bộ",
    Role.UNIT_HEAD: "Trưởng đơn vị",
    Role.OFFICE: "Văn phòng Bộ",
    Role.ADMINISTRATOR: "Quản trị viên",
}

READ_FAILURES: dict[FailureReason, str] = {
    FailureReason.NOT_FOUND: "Không tìm thấy tệp hoặc thư mục. Xin kiểm tra lại đường dẫn.",
    FailureReason.NO_PERMISSION: "Không có quyền đọc. Xin cấp quyền đọc cho tài khoản chạy phần mềm rồi nạp lại.",
    FailureReason.EMPTY: "Tệp rỗng (0 byte). Xin lấy lại bản gốc.",
    FailureReason.TOO_LARGE: "Tệp quá lớn so với giới hạn. Xin tách nhỏ hoặc tăng TROLY_MAX_FILE_MEGABYTES.",
    FailureReason.UNSUPPORTED: "Định dạng chưa đọc được. Xin chuyển sang DOCX, PDF, XLSX, HTML hoặc TXT rồi nạp lại.",
    FailureReason.WRONG_TYPE: "Nội dung tệp không đúng với đuôi tệp. Xin kiểm tra và đặt lại tên.",
    FailureReason.PASSWORD: "Tệp có mật khẩu. Xin gỡ mật khẩu rồi nạp lại.",
    FailureReason.DAMAGED: "Tệp hỏng hoặc bị cắt cụt, không mở được. Xin lấy lại bản gốc.",
    FailureReason.NO_TEXT: "Không đọc được chữ nào trong tệp.",
    FailureReason.NOTHING_TO_READ: "Trang của Bộ pháp điển chưa có điều khoản nào (mục lục, đề mục chưa có nội dung).",
    FailureReason.OCR_MISSING: "Bản chụp (ảnh) cần nhận dạng chữ nhưng máy chưa có Tesseract tiếng Việt. "
    "Xin cài gói tesseract-ocr và tesseract-ocr-vie rồi nạp lại.",
    FailureReason.OFFICE_MISSING: "Tệp DOC, XLS hoặc RTF cần LibreOffice để đọc nhưng máy chưa có. "
    "Xin cài gói libreoffice-writer-nogui và libreoffice-calc-nogui, hoặc lưu lại thành DOCX, XLSX rồi nạp.",
    FailureReason.TOO_MANY: "Tệp nén hoặc thư điện tử chứa quá nhiều tệp hoặc lồng nhau quá sâu. Xin giải nén rồi nạp từng phần.",
    FailureReason.TIMEOUT: "Đọc tệp quá thời gian cho phép nên đã dừng. Xin tách nhỏ tệp rồi nạp lại.",
    FailureReason.MEMORY: "Đọc tệp vượt bộ nhớ cho phép nên đã dừng. Xin tách nhỏ tệp rồi nạp lại.",
    FailureReason.SECRET: "Tệp có dấu hiệu chứa bí mật nhà nước: đã cách ly, không lập chỉ mục. Xin báo người phụ trách bảo mật.",
    FailureReason.UNEXPECTED: "Phần mềm gặp lỗi khi xử lý tệp này nên đã bỏ qua; các tệp khác không bị ảnh hưởng. "
    "Xin gửi dòng này cho người phát triển.",
    FailureReason.STORAGE_FULL: "Hết chỗ ghi trên ổ đĩa: tệp chưa được nạp, dữ liệu cũ còn nguyên. Xin giải phóng ổ đĩa rồi nạp lại.",
}

# What became of files in ways so seldom that only the ones that happened are told (`ingest.report.Outcome`).
SELDOM: dict[str, str] = {
    "copy": "bản khác của tài liệu đã có",
    "stale": "đã có bản đọc mới hơn",
    "removed": "gỡ",
    "moved": "đổi chỗ",
    "waiting": "chờ ghi xong",
    "skipped": "chưa có nội dung nên bỏ qua",
}

# What reading found odd about a document; a key may carry a detail after a colon.
WARNINGS: dict[str, str] = {
    "ocr_unsure": "Bản chụp nhận dạng chưa chắc chắn; xin đối chiếu với ảnh trang.",
    "wrong_type": "Đuôi tệp không đúng với nội dung tệp.",
    "number_blank": "Văn bản để trống số ký hiệu.",
    "date_blank": "Văn bản để trống ngày ban hành.",
    "date_misprint": "Ngày trong văn bản in sai: {detail}.",
    "misprint": "Bản gốc có lỗi in, giữ nguyên không sửa: {detail}.",
    "repaired": "Chữ đã được khôi phục từ bảng mã cũ ({detail}); bản gốc vẫn được giữ.",
    "lost_letters": "Lớp chữ của tệp bị mất dấu hoặc mất chữ ở trang {detail}; xin đối chiếu với ảnh trang.",
    "ocr_low": "Nhận dạng chữ chưa chắc chắn ở trang {detail}; cần người xem lại.",
    "hidden_text": "Tệp có chữ bị ẩn ({detail}); phần đó không được đọc và không được trích dẫn.",
    "tracked_changes": "Tệp còn {detail} chỗ sửa đang theo dõi (track changes); đã đọc theo bản sau khi sửa.",
    "comments": "Tệp còn {detail} ghi chú bên lề; ghi chú không thuộc văn bản nên không được đọc.",
    "macros": "Tệp có macro; macro không được chạy.",
    "uncomputed": "Bảng có {detail} ô công thức chưa có kết quả; xin mở tệp bằng Excel rồi lưu lại.",
    "converted": "Tệp được đọc qua LibreOffice từ định dạng cũ.",
    "unread_stamp": "Trang có dấu khung đỏ không đọc được chữ; cần người kiểm tra độ mật.",
    "internal_only": "Tài liệu ghi “Lưu hành nội bộ”: chỉ Văn phòng được xem nếu sổ đăng ký không cho phép rộng hơn.",
    "members_failed": "Không đọc được {detail} tệp đính kèm.",
    "given_by_copy": "Bản này thiếu {detail}; đã lấy từ một bản khác của cùng văn bản.",
    "unpaired": "Thư có {detail} câu hỏi nhưng không tách được câu trả lời tương ứng; giữ chung một mục, xin đối chiếu.",
    "draft": "Văn bản là dự thảo (lần {detail}), chưa phải bản chính thức.",
    "validity_unknown": "Chưa rõ ngày hiệu lực; xin kiểm tra trước khi viện dẫn.",
}

# Problems told by the web pages and the API; `assistant.errors` names the keys.
PROBLEMS: dict[str, str] = {
    "sign_in_failed": "Tên đăng nhập hoặc mật khẩu không đúng.",
    "too_many_attempts": "Đăng nhập sai quá nhiều lần. Xin thử lại sau {seconds} giây.",
    "too_many_questions": "Anh/chị hỏi quá nhanh. Xin đợi ít giây rồi hỏi tiếp.",
    "not_signed_in": "Phiên làm việc đã hết. Xin đăng nhập lại.",
    "not_allowed": "Anh/chị không có quyền thực hiện việc này.",
    "not_found": "Không tìm thấy nội dung này, hoặc anh/chị không có quyền xem.",
    "page_not_found": "Tài liệu không có trang này.",
    "quote_not_found": "Đoạn trích không còn trong trang này; tài liệu có thể đã được cập nhật.",
    "bad_request": "Yêu cầu gửi lên chưa đúng. Xin kiểm tra lại các trường dữ liệu.",
    "password_weak": "Mật khẩu cần ít nhất 12 ký tự và không được là mật khẩu thông dụng hay trùng tên đăng nhập.",
    "account_exists": "Tên đăng nhập này đã có.",
    "account_missing": "Không có tài khoản này.",
    "internal": "Có lỗi phía máy chủ. Xin thử lại; nếu vẫn lỗi, báo quản trị viên kèm mã {reference}.",
    "storage_full": "Máy chủ hết chỗ ghi, việc vừa rồi chưa được lưu. Xin báo quản trị viên.",
    "unavailable": "Kho dữ liệu tạm thời không truy cập được. Xin thử lại sau ít phút; dữ liệu đã có không bị mất.",
    "too_large": "Nội dung gửi lên quá lớn. Xin rút gọn rồi gửi lại.",
    "wrong_method": "Địa chỉ này không nhận kiểu yêu cầu vừa gửi.",
    "wrong_type": "Yêu cầu cần gửi dạng JSON (Content-Type: application/json).",
    "other_site": "Yêu cầu đến từ trang khác nên không được thực hiện. Xin mở lại trang và thử lại.",
    "no_original": "Bản gốc của tài liệu này không còn trên máy chủ. Xin báo quản trị viên.",
    "original_closed": "Bản gốc có thông tin cá nhân đã được che hoặc có tệp đính kèm nên không tải được ở đây. Văn phòng, "
    "quản trị viên mở bằng lệnh `troly original` kèm lý do; mỗi lần mở đều được ghi lại.",
    "reason_missing": "Xin ghi rõ lý do; lý do được lưu cùng tên người mở.",
    "password_wrong": "Mật khẩu hiện tại không đúng.",
    "passwords_differ": "Hai lần nhập mật khẩu mới không giống nhau.",
    "form_expired": "Biểu mẫu đã hết hạn. Xin tải lại trang và thử lại.",
}

# What the command line says when something cannot be done.
CLI: dict[str, str] = {
    "embedding_mismatch": "Bộ nhúng trong thiết lập khác bộ nhúng đã dùng để lập chỉ mục. Chạy `troly index rebuild` để "
    "tính lại, hoặc đặt lại TROLY_EMBEDDING_MODEL như cũ.",
    "embedder": "Không dùng được bộ nhúng văn bản. Xin kiểm tra TROLY_EMBEDDING_MODEL: {detail}",
    "cross_encoder": "Không dùng được bộ xếp hạng lại. Xin kiểm tra TROLY_CROSS_ENCODER: {detail}",
    "index": "Chỉ mục hỏng và không dựng lại được. Xin chạy `troly index rebuild`; nếu vẫn lỗi, khôi phục bản sao lưu.",
    "storage": "Không ghi được vào thư mục dữ liệu (hết chỗ hoặc thiếu quyền ghi); dữ liệu đã có còn nguyên. Xin giải phóng "
    "ổ đĩa hoặc cấp quyền ghi rồi chạy lại.",
    "table": "Bảng hoặc sổ đăng ký có ô không đọc được: {detail}",
    "no_rights": "Không có quyền đọc hoặc ghi: {file}. Xin cấp quyền cho tài khoản chạy lệnh, hoặc chọn thư mục khác bằng --home.",
    "no_file": "Không tìm thấy: {file}. Xin kiểm tra lại đường dẫn.",
    "not_a_folder": "Không phải thư mục: {file}. Xin chọn thư mục dữ liệu khác bằng --home hoặc TROLY_HOME.",
    "system": "Hệ điều hành từ chối: {detail}",
    "other": "Không thực hiện được: {detail}",
    "settings": "Thiết lập có giá trị không dùng được: {detail}. Xin sửa trong tệp .env hoặc biến môi trường (mẫu: .env.example).",
    "busy": "Cơ sở dữ liệu đang bị một chương trình khác giữ. Xin đợi chương trình đó xong rồi chạy lại.",
    "newer_database": "Cơ sở dữ liệu do phiên bản phần mềm khác tạo nên phiên bản này không mở. Xin cập nhật phần mềm, "
    "hoặc chọn thư mục dữ liệu khác bằng --home.",
    "database_address": "TROLY_DATABASE_URL không phải địa chỉ cơ sở dữ liệu dùng được (sqlite:/// hoặc postgresql+psycopg://). Để trống để dùng SQLite.",
    "database_silent": "Máy chủ cơ sở dữ liệu không trả lời. Xin kiểm tra TROLY_DATABASE_URL và máy chủ đó.",
    "database_unsuitable": "Máy chủ PostgreSQL này chưa dùng được: {detail} Cần PostgreSQL 15 trở lên đã cài pgvector.",
    "no_package": "Máy này chưa cài gói cần cho thiết lập đang dùng: {detail}. Xin cài gói đó hoặc bỏ thiết lập.",
    "plugin": "Lệnh “{name}” không dùng được: phần bổ sung bị thiếu hoặc hỏng ({detail}). Xin cài lại chương trình.",
    "plugin_help": "Không dùng được: phần bổ sung bị thiếu hoặc hỏng.",
    "no_database": "Tệp troly.db trong thư mục dữ liệu không phải cơ sở dữ liệu hoặc đã hỏng. Xin khôi phục bản sao lưu, "
    "hoặc chọn thư mục dữ liệu khác bằng --home.",
    "unexpected": "Lỗi ngoài dự kiến ({detail}). Dữ liệu đã lưu còn nguyên; xin gửi dòng này cho người phát triển.",
    "stopped": "Đã dừng theo yêu cầu.",
    "folder_away": "Không mở được thư mục {folder} (ổ mạng mất kết nối, đã đổi tên hoặc thiếu quyền). Kho giữ nguyên, không gỡ gì.",
    "sync_running": "Đang có một lượt đồng bộ khác chạy trên thư mục {folder}. Xin đợi lượt đó xong.",
    "removals_refused": "{lost} tệp không còn trong thư mục, quá 30 % số tệp đã biết: có thể ổ mạng đang thiếu dữ liệu nên chưa gỡ. "
    "Nếu đúng là đã xóa, chạy lại với --allow-removals.",
    "not_gone": "CHƯA gỡ sạch “{title}”: còn {chunks} đoạn, tìm thấy {hits} lần{original}. Xin chạy `troly index rebuild` rồi gỡ lại.",
    "gone": "Đã kiểm chứng: không còn tìm được “{title}” ({searched} câu của chính tài liệu, 0 kết quả; bản gốc đã xóa).",
    "kept_by": "“{title}” vẫn còn trong kho vì có bản khác: {sources}",
    "no_document": "Không có tài liệu này trong kho. Xem danh sách bằng lệnh: troly documents",
    "no_account": "Không có tài khoản “{detail}”. Xem danh sách bằng lệnh: troly accounts list",
    "no_token": "Tài khoản này không có mã số đó. Xem danh sách bằng lệnh: troly tokens list",
    "no_unit": "Không có đơn vị “{detail}” trong bảng units.csv của {folder}. Xin dùng mã ở cột đầu của bảng.",
    "not_deleted": "Tên gõ lại không khớp nên không xóa.",
    "bad_role": "Không có vai trò “{detail}”. Xin chọn: staff, unit_head, office, administrator.",
    "bad_kind": "Không có loại “{detail}”. Xin chọn: reply, compiled_list, provincial_table, guidance, law, correction.",
    "bad_visibility": "Không hiểu người xem “{detail}”. Xin ghi: all, office hoặc units:mã;mã.",
    "port_taken": "Cổng {port} đang có chương trình khác dùng. Xin chọn cổng khác, ví dụ: --port 8080",
    "port_denied": "Không có quyền dùng cổng {port}. Xin chọn cổng từ 1024 trở lên, ví dụ: --port 8080",
    "bad_host": "Không lắng nghe được ở địa chỉ {host}. Xin dùng 127.0.0.1, 0.0.0.0 hoặc địa chỉ của máy này.",
}

# What `troly quarantine` says, and where a mark was found (ingest.guard.secrecy.Place).
QUARANTINE: dict[str, str] = {
    "password": "Mật khẩu của {name}",
    "not_held": "Không có tệp nào đang bị cách ly với mã này. Xem danh sách bằng lệnh: troly quarantine list",
    "voted_already": "{name} đã đồng ý rồi; cần một người khác.",
    "one_more": "Đã ghi nhận. Cần thêm một người khác đồng ý thì tệp mới được nạp.",
    "released": "Đã đủ hai người đồng ý: tệp sẽ được nạp ở lần nạp hoặc đồng bộ tới.",
    "withdrawn": "Đã thu hồi {answers} câu trả lời và xóa {chunks} đoạn; tệp bị cách ly. Nếu máy chủ đang chạy, xin khởi động "
    "lại để nó dựng lại phần chỉ mục riêng. Bản sao lưu cũ vẫn còn nội dung này, xin xử lý theo quy chế.",
    "not_erased": "CHƯA xóa sạch dấu vết trong tệp cơ sở dữ liệu vì chương trình khác đang đọc, hoặc dữ liệu nằm ở máy chủ riêng. "
    "Xin chạy lại lệnh này khi máy rảnh (với máy chủ riêng: người quản trị chạy VACUUM FULL).",
}
# What `troly original` says.
ORIGINAL: dict[str, str] = {
    "exists": "Đã có tệp {file}; không ghi đè. Xin chọn tên khác.",
    "missing": "Kho không có tài liệu này, hoặc bản gốc không còn trên máy chủ.",
    "written": "Đã ghi bản gốc vào {file}; việc mở đã được ghi vào nhật ký. Xin xóa tệp này khi dùng xong.",
}
MARK_PLACES: dict[str, str] = {
    "text": "trong văn bản",
    "stamp": "dấu đỏ trên ảnh trang",
    "name": "tên tệp hoặc thư mục",
    "register": "sổ đăng ký",
    "person": "người phát hiện",
}

# What is wrong with a command as typed, by the name Typer gives the error.
MISTYPED: dict[str, str] = {
    "MissingParameter": "Thiếu {name}.",
    "NoSuchOption": "Không có tùy chọn {name}.",
    "BadOptionUsage": "Tùy chọn {name} chưa được viết đúng.",
    "BadParameter": "Giá trị của {name} không dùng được.",
    "UsageError": "Không có lệnh hoặc tham số “{name}”.",
}
SEE_HELP = "Xem cách viết: {command} --help"

# Why the server is not ready, told by /readyz.
NOT_READY: dict[str, str] = {
    "database": "Không đọc được cơ sở dữ liệu.",
    "index": "Chỉ mục tìm kiếm chưa sẵn sàng.",
    "embedder": "Bộ nhúng văn bản không trả lời.",
    "disk": "Không ghi được vào thư mục dữ liệu (hết chỗ hoặc thiếu quyền).",
}

FEEDBACK_REASONS: dict[str, str] = {
    "wrong": "Sai nội dung",
    "outdated": "Đã cũ",
    "incomplete": "Chưa đủ",
    "irrelevant": "Không đúng câu hỏi",
    "bad_citation": "Trích dẫn sai",
    "unclear": "Khó hiểu",
}


# The bar above every page: address and name.
PLACES: dict[str, str] = {"/chat": "Hỏi đáp", "/tai-lieu": "Tài liệu", "/tai-khoan": "Tài khoản"}
AI_SHORT = "Trợ lý AI · người quyết định là cán bộ"

# What the chat says around an answer.
CHAT: dict[str, str] = {
    "skip": "Tới ô nhập câu hỏi",
    "places": "Các trang",
    "searching": "Đang tìm trong kho…",
    "stopped": "Đã dừng theo yêu cầu; câu trả lời chưa đầy đủ.",
    "answer": "Câu trả lời",
    "marker": "Nguồn {marker}: {source}. Mở trang",
    "open_page": "mở trang",
    "page": "trang {page}",
    "more_points": "Xem thêm {count} ý",
    "more_sources": "Xem thêm {count} nguồn",
    "older_tag": "✕ mốc cũ",
    "missing": "Chưa tìm thấy: {missing}.",
    "copy": "Sao chép",
    "copied": "Đã sao chép câu trả lời kèm nguồn",
    "copy_failed": "Trình duyệt không cho sao chép; anh/chị bôi đen rồi nhấn Ctrl+C.",
    "helpful": "Hữu ích",
    "report": "Báo sai, thiếu",
    "report_title": "Câu trả lời này chưa được ở điểm nào?",
    "comment": "Nói rõ hơn (không bắt buộc)",
    "comment_hint": "Ví dụ: số liệu này đã có văn bản mới thay thế…",
    "send": "Gửi góp ý",
    "cancel": "Thôi",
    "thanks": "Cảm ơn anh/chị, đã ghi nhận: {reason}.",
    "thanks_helpful": "Đã ghi nhận: hữu ích.",
    "choose_reason": "Xin chọn một lý do.",
    "not_saved": "Chưa lưu được góp ý. Xin thử lại.",
    "page_alt": "Ảnh {page} của {source}, đoạn trích được đánh dấu",
    "page_failed": "Không mở được ảnh trang này. Đoạn trích nguyên văn ở bên dưới.",
    "page_loading": "Đang mở trang…",
    "quoted": "Trích nguyên văn, ký tự {start}–{end}",
    "previous_page": "trang trước",
    "next_page": "trang sau",
    "marked_page": "về trang có đoạn trích",
    "whole_document": "xem cả tài liệu",
    "original": "tải bản gốc",
    "history_not_saved": "Chưa lưu được lần hỏi này vào danh sách. Câu trả lời vẫn được ghi vào nhật ký.",
}

# What `troly law` says.
LAW: dict[str, str] = {
    "unknown": "Bảng hiệu lực không có văn bản “{law}”, hoặc số này chỉ nhiều văn bản. Xin ghi đủ số, năm và ký hiệu.",
    "refreshed": "Đã cập nhật hiệu lực: {documents} văn bản, {chunks} đoạn.",
    "ended": "hết hiệu lực từ {day}",
    "ended_unknown": "đã được thay thế, chưa rõ ngày",
    "amended": "được sửa đổi từ {day}",
    "amended_unknown": "được sửa đổi, chưa rõ ngày",
    "by": " bởi {codes}",
    "says_so": "câu này đã nêu việc hết hiệu lực, thay thế",
    "to_review": "{sentences} câu trong {documents} văn bản cần rà soát.",
    "provision": "văn bản mới nêu thay thế",
    "title": "cùng đề mục, tên gần giống; cần kiểm tra",
    "proposed_note": "đề xuất khi so sánh hai bản pháp điển ({reason}); cần kiểm tra",
    "compared": "Không còn: {gone} văn bản; mới: {new}; có điều thay đổi: {amended}; đề xuất thay thế: {proposals}.",
    "written": "Đã ghi đề xuất vào {file}. Người phụ trách kiểm tra từng dòng rồi mới đưa vào bảng hiệu lực.",
}

# Good first questions: what they are called on the button, and what is asked.
STARTERS: tuple[tuple[str, str], ...] = (
    ("Thời hạn trả lời kiến nghị", "Thời hạn trả lời kiến nghị cử tri là bao nhiêu ngày?"),
    ("Tắt sóng 2G", "Khi nào tắt sóng 2G, người dân dùng máy chỉ hỗ trợ 2G có bị ảnh hưởng không?"),
    ("SIM rác, cuộc gọi rác", "Bộ đã làm gì để ngăn chặn SIM rác và cuộc gọi rác?"),
    ("Sóng di động vùng sâu, vùng xa", "Bao giờ phủ sóng di động tới các thôn, bản vùng lõm sóng?"),
    ("Tin giả trên mạng xã hội", "Tin giả, thông tin xấu độc trên mạng xã hội được xử lý như thế nào?"),
    ("Lừa đảo trực tuyến", "Có giải pháp nào ngăn chặn lừa đảo qua mạng và điện thoại?"),
)


def law_change(change: Change) -> str:
    """`Luật 41/2009/QH12 Luật Viễn thông: hết hiệu lực từ 01/07/2024 bởi 24/2023/QH15`."""
    key = change.kind if change.day else f"{change.kind}_unknown"
    by = LAW["by"].format(codes=", ".join(change.by)) if change.by else ""
    return f"{change.law.code} {change.law.title}: {LAW[key].format(day=day(change.day))}{by}"


def law_proposal(proposal: Proposal) -> str:
    """The note of a proposed row: why it is proposed, with the line of the new document that says so."""
    said = f": {proposal.said}" if proposal.said else ""
    return LAW["proposed_note"].format(reason=LAW[proposal.reason]) + said


def warning(key: str) -> str:
    """A document's warning in words: `date_misprint: 20/02/205` names what is misprinted."""
    name, _, detail = key.partition(": ")
    return WARNINGS.get(name, key).format(detail=detail)


def day(value: date | None) -> str:
    """A date as people write it: dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y") if value else ""


def decimal(value: float, digits: int = 1) -> str:
    """A number with decimal comma and dotted thousands: 12.345,6."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
