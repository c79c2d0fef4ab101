"""The words by which two questions are told to ask the same: said otherwise every day, opposites, kinds of question."""

from __future__ import annotations

import re

from ingest.vietnamese import strip_tones

# Said otherwise without asking otherwise; the first of a line stands for all of it. What the ministry's own terms are
# also called stands in its tables, not here.
EVERYDAY = tuple(
    tuple(line.split(","))
    for line in (
        "cả nước,toàn quốc,trên cả nước,trong cả nước,phạm vi cả nước",
        "dừng,tắt,ngừng,ngưng,chấm dứt,dừng hẳn,dừng hoàn toàn,tắt hẳn,tắt hoàn toàn,ngừng hẳn,ngừng hoạt động,dừng hoạt động",
        "tối đa,nhiều nhất,không quá",
        "tối thiểu,ít nhất",
        "kiểm tra,tra cứu,tra,rà soát",
        "mỗi người,một người,mỗi cá nhân,một cá nhân,cá nhân",
        "báo,phản ánh,trình báo,tố giác,thông báo,báo cáo",
        "phạt,xử phạt,bị phạt,mức phạt,phạt tiền,mức xử phạt,bị xử phạt",
        "lắp,lắp đặt,gắn,đặt",
        "ảnh hưởng,có hại,gây hại,tác hại",
        "hồ sơ,giấy tờ,thành phần hồ sơ",
        "người cao tuổi,người già",
        "trẻ em,trẻ,trẻ nhỏ,con em",
        "trên mạng,online,trực tuyến,qua mạng,trên internet,không gian mạng,trên không gian mạng",
        "trang web,website,trang mạng",
        "video,clip",
        "thời hạn,thời gian,hạn",
        "kinh phí,nguồn kinh phí,tiền,nguồn tiền,nguồn vốn",
        "cấp giấy phép,cấp phép,xin phép,xin giấy phép,xin cấp giấy phép",
        "xã,cấp xã",
        "tỉnh,cấp tỉnh",
        "huyện,cấp huyện",
        "hiệu lực,còn hiệu lực,hết hiệu lực,có hiệu lực,còn áp dụng,bắt đầu có hiệu lực",
        "thay,thay thế,thay bằng,thay cho,bị thay,được thay,thay bởi,bị thay thế,được thay thế",
        "sửa đổi,bổ sung,sửa đổi bổ sung",
        "bắt buộc,phải,có phải,bắt buộc phải",
        "cơ quan,đơn vị",
        "lõm sóng,chưa có sóng,chưa được phủ sóng,chưa phủ sóng,chưa có sóng di động,trắng sóng,không có sóng,mất sóng",
        "chậm,muộn,trễ",
        "hỏng,xuống cấp,hư hỏng,hư",
        "đăng,tung,phát tán,đăng tải,lan truyền,đưa",
        "gỡ,gỡ bỏ,xóa,gỡ xuống",
        "khác,phân biệt,khác nhau",
        "trách nhiệm,chịu trách nhiệm,có trách nhiệm",
        "quản lý,phụ trách,trực tiếp quản lý,trực thuộc,thuộc",
        "hưởng,nhận,được hưởng,được nhận",
        "mua,mua sắm",
        "khiếu nại,kiện",
        "văn bản,công văn",
        "ban hành,ra",
        "sách giáo khoa,sgk",
        "nhà xuất bản,nxb",
        "thương mại điện tử,tmđt",
        "thực phẩm chức năng,tpcn",
        "điện thoại,đt",
        "trung tâm dữ liệu,ttdl",
        "ủy ban nhân dân,ubnd",
        "phần trăm,%,tỷ lệ,tỉ lệ,tỷ trọng",
        "bản giấy,hồ sơ giấy,giấy",
        "yêu cầu,đòi",
        "chặn,ngăn chặn,bị chặn",
        "nước ngoài,nước bạn",
        "khu công nghệ số,khu công nghệ thông tin",
        "chưa đồng ý,chưa được đồng ý,chưa có sự đồng ý,không đồng ý",
        "mẫu,thể thức",
    )
)
# Words that carry the asking, not what is asked about; the kinds below say what they mean.
ASKING = (
    "số lượng,tổng số,nguyên nhân,lý do,lí do,cho biết,cho hỏi,xin hỏi,hiện hành,hiện nay,hiện tại,bây giờ,đang,đã,sẽ,hằng,"
    "mỗi,thường xuyên,thường,lúc,khi,thời điểm,ngày nào,được phép,cách,cách nào,bằng,như thế nào,làm thế nào,làm sao,"
    "tính đến,tính,tổng,toàn bộ,tất cả,hoàn thành,trường hợp,muốn,thực hiện,hành vi,đối với,quy định,gửi,đến,tới,phải trả,"
    "mức,số,đi,cần,vào,thì,bộ nào,kể từ,trong vòng,sau khi,tại,chỗ,nơi,thấy,phát hiện,bị,bởi,nhà nước,người dân,chính sách,"
    "việc,hình thức,ra sao,thuộc diện,diện,xem,mình,thôi"
).split(",")

# Of each line, a question that says one and a question that says another do not ask the same; `/` parts ways to say one.
OPPOSITES = tuple(
    tuple(member.split("/") for member in line.split(","))
    for line in (
        "tắt/dừng,mở/bật/bắt đầu",
        "khóa một chiều/khóa 1 chiều,khóa hai chiều/khóa 2 chiều",
        "khóa,mở khóa/mở lại",
        "tăng,giảm/cắt giảm",
        "trước khi/trước tháng/trước năm/trước ngày,sau khi/sau tháng/từ tháng/từ năm/từ ngày/kể từ/sau năm/sau ngày",
        "trong nước,nước ngoài/ngoài nước/quốc tế",
        "đầu năm,cuối năm/hết năm",
        "cao nhất,thấp nhất",
        "tối đa,tối thiểu",
        "nhanh nhất,chậm nhất",
        "lớn nhất,nhỏ nhất",
        "cấp mới,cấp lại,gia hạn,thu hồi,cấp đổi,đình chỉ,hủy,tước",
        "đăng ký,hủy/hủy đăng ký,từ chối",
        "bắt đầu,kết thúc/dừng",
        "mua,bán",
        "thành lập,giải thể,sáp nhập",
        "mỗi người,tổ chức/doanh nghiệp/cơ quan nhà nước/công ty,hộ kinh doanh,hộ gia đình",
        "người dân,doanh nghiệp/tổ chức,cơ quan nhà nước/cơ quan báo chí,nhà mạng/doanh nghiệp viễn thông",
        "cơ quan nhà nước,cơ quan báo chí,ngân hàng,doanh nghiệp",
        "người lớn/người cao tuổi,trẻ em/học sinh",
        "giáo viên,học sinh,sinh viên",
        "hộ nghèo,hộ cận nghèo/cận nghèo,người có công",
        "nhà dân,trường học,bệnh viện",
        "cố định,di động",
        "trả trước,trả sau",
        "trung ương,địa phương",
        "xã,huyện,tỉnh",
        "tỉnh,cả nước",
        "nông thôn,thành thị/đô thị",
        "miền núi,hải đảo,đồng bằng,biên giới",
        "xuất khẩu,nhập khẩu",
        "in,phát hành,xuất bản",
        "phát thanh/truyền thanh,truyền hình",
        "báo in,báo điện tử,tạp chí",
        "tin nhắn,cuộc gọi/gọi điện",
        "tin giả,sách giả,hàng giả,thuốc giả",
        "điều kiện,hồ sơ,lệ phí,thời hạn,phạt",
        "toàn trình,một phần",
        "chữ ký số,hóa đơn điện tử",
        "hỗ trợ,phạt",
        "trái,phải",
        "máy tính bảng,đầu thu,điện thoại",
        "thiết lập mạng xã hội,trò chơi điện tử",
        "báo chí,xuất bản,viễn thông,bưu chính",
        "mạng xã hội,trang thông tin điện tử,báo điện tử",
        "quý i,quý ii,quý iii,quý iv",
        "trung quốc,hoa kỳ,nhật bản,hàn quốc,lào,campuchia",
        "viettel,vnpt,vinaphone,mobifone,vietnamobile,fpt",
        "facebook,tiktok,youtube,zalo,telegram",
        "nghị định,thông tư,luật,quyết định,chỉ thị,công điện",
    )
)

# "không" and "chưa" that deny; at the end of a clause, or after "được" and "hay", they only ask.
DENIES = re.compile(
    r"(?<!hay )(?<!được )(?<!phải )(?<!cần )(?<!đúng )(?<!nên )(?<!hàng )(?<!sách )(?<!duoc )(?<!phai )(?<!can )(?<!hang )"
    r"\b(?:không|chưa|khong|chua)"
    r"(?! (?:gian|khí|quân|ạ|a|nhỉ|vậy|thì|nếu|khi|hả|và|hay|bởi|vì|gian|khi|quan|vay|thi|neu|va|hay)\b)"
    r"(?= [^\W\d_])|\b(?:chẳng|đừng|ngoại trừ|chang|ngoai tru)\b"
)
# What kind of fact is asked; kinds that people use for one another share a name.
KINDS = tuple(
    (re.compile(pattern), frozenset(names.split()))
    for pattern, names in (
        (r"bao nhiêu tiền|mức phạt|phạt (?:tiền )?(?:bao nhiêu|mấy)|bao nhiêu đồng|mấy đồng|giá bao nhiêu|tốn bao nhiêu|\bphí\b"
         r"|mức hỗ trợ|số tiền|tiền .*bao nhiêu|mức cước|tiền phạt|thu được bao nhiêu", "money count"),
        (r"phần trăm|tỷ lệ|tỉ lệ|tỷ trọng|%", "share count"),
        (r"bao lâu|(?:mấy|bao nhiêu) (?:ngày|tháng|năm|giờ|phút|tuần)|thời hạn|thời gian|\bhạn\b", "duration"),
        (r"khi nào|bao giờ|lúc nào|(?:ngày|tháng|năm|hôm) (?:nào|mấy)|thời điểm|mấy giờ|khung giờ|giờ nào"
         r"|(?:thời hạn|thời gian|hạn|lộ trình)(?!.*bao)|đến (?:đâu|bao)", "when"),
        (r"(?:văn bản|nghị định|luật|thông tư|quyết định|quy định|công điện|nghị quyết) nào|(?:là )?số (?:mấy|bao nhiêu|hiệu)\b"
         r"|những luật|theo (?:luật|nghị định|văn bản)", "law"),
        (r"\bai\b|(?:cơ quan|đơn vị|bộ|tỉnh|sở|cục|cấp|doanh nghiệp|tổ chức|nơi) nào|trách nhiệm|thẩm quyền|đơn vị chủ trì", "who"),
        (r"(?:ở|đến|từ|tại|vào) đâu|đâu\W*(?:ạ|vậy)?\W*$|chỗ nào|nơi nào|địa chỉ|đầu số|tổng đài|số nào|gọi số|lấy từ|nguồn nào", "where"),
        (r"(?:báo|phản ánh|khiếu nại|nộp|gửi|đăng ký|trình báo|xin)\b.*"
            r"(?:ở đâu|đâu\W*$|cơ quan nào|đơn vị nào|nơi nào|cho ai|\bai\b|chỗ nào)", "who where"),
        (r"vì sao|tại sao|lý do|lí do|nguyên nhân|sao lại|^sao\b", "why"),
        (r"thế nào(?! là)|ra sao|làm sao|cách|thủ tục|quy trình|cú pháp|các bước|như nào|soạn|làm gì|làm thế", "way"),
        (r"điều kiện|trường hợp|(?:khi nào|lúc nào)(?=.* (?:được|bị|có quyền|phải))|yêu cầu", "condition list"),
        (r"hồ sơ (?:gồm|cần)|giấy tờ|gồm (?:những )?gì|những gì|thành phần|bảo đảm|hành vi nào|được hỗ trợ (?:gì|những)", "list"),
        (r"(?:nghĩa|hiểu) (?:là|thế)|khái niệm|định nghĩa|thế nào là|^\W*[^?]{1,40} là gì\W*(?:ạ|vậy)?\W*$", "meaning"),
        (r"(?:bao nhiêu|\bmấy\b) (?!tính|tiền|đồng|phần trăm|%|ngày|tháng|năm\b|giờ|phút|tuần)|số lượng|tổng số|^số (?!hiệu|điện|mấy|nào)"
         r"|\bsố (?:thôn|máy|sim|vụ|người|hộ|trạm|bài|xã|thuê bao|điểm|tổ)|(?:bao nhiêu|mấy)\W*(?:ạ|vậy|rồi)?\W*$", "count"),
        (r"\b(?:có|còn|được|hết|phải)\b.*\b(?:không|ko|chưa|hay không)\W*(?:ạ|vậy|nhỉ)?\W*$|có đúng|hay không", "whether"),
    )
)  # fmt: skip
UNMARKED_KINDS = tuple((re.compile(strip_tones(pattern.pattern)), names) for pattern, names in KINDS)
DIGITS_OF_WORDS = {
    "hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10",
}  # fmt: skip
# Said in a question and telling nothing of what is asked.
COURTESIES = frozenset(
    word
    for marked in (
        "ơi nhờ vui lòng muốn thưa kính rõ thêm nói mong trả lời đồng chí bác chú cháu ad admin ak nhen luôn vẫn cũng rất "
        "nhằm hẳn"
    ).split()
    for word in (marked, strip_tones(marked))
) - {"noi", "chu", "ro", "loi", "tra", "han"}
