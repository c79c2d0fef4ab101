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
        "quản lý,trực tiếp quản lý,trực thuộc",
        "chủ trì,phụ trách",
        "hưởng,nhận,được hưởng,được nhận",
        "mua,mua sắm",
        "khiếu nại,kiện",
        "văn bản,công văn,văn bản hành chính",
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
        "dùng,sử dụng,ứng dụng vào",
        "công cụ,ứng dụng,phần mềm,app",
        "phóng viên,nhà báo",
        "nhũng nhiễu,sách nhiễu,vòi vĩnh,hạch sách",
        "văn bản mật,dấu mật,tài liệu mật,đóng dấu mật,có dấu mật",
        "cấp,trao,tặng,phát,trao tặng",
        "đứng tên,đăng ký",
        "nộp,gửi,đóng,nộp vào,đóng góp",
        "thủ tục hành chính,hành chính",
        "sửa,sửa chữa,khắc phục,đính chính,cải chính",
        "đô thị,nội thị,nội đô",
        "công nghệ,hệ thống",
        "truyền hình analog,truyền hình tương tự",
        "bảo đảm,đảm bảo,đáp ứng,yêu cầu",
        "xây,xây dựng,dựng",
        "bố trí,sắp xếp chỗ",
        "cung cấp,triển khai",
        "hoạt động,khai thác,vận hành",
        "xử lý,giải quyết",
        "nhận biết,nhận ra",
        "học,đào tạo",
        "chuyển,gửi chuyển",
        "phê duyệt,duyệt",
        "tiêu đề,đầu đề",
        "trạm BTS,trạm phát sóng,trạm trạm thu phát sóng thông tin di động,trạm thu phát sóng thông tin di động"
        ",trạm thu phát sóng,trạm thu phát sóng di động,BTS",
        "không quảng cáo,không nhận quảng cáo,do not call,dnc",
        "từ chối,không cho,có quyền không cho,không chấp nhận,bác",
        "quán net,quán game,quán game công cộng,điểm cung cấp trò chơi điện tử công cộng,điểm trò chơi điện tử công cộng",
        "nghiêm cấm,cấm,bị cấm",
        "milimét,mi li mét,mm",
        "mét,m",
        "tin giả,tin sai sự thật,thông tin sai sự thật,thông tin giả",
        "phân loại,phân thành,chia thành,chia làm",
        "giá trị,hiệu lực sử dụng",
        "kỹ sư,nhân lực",
        "có sóng,đã có sóng,đã phủ sóng,có sóng di động",
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
        "đăng ký,hủy đăng ký/hủy,từ chối",
        "bắt đầu,kết thúc/dừng",
        "mua,bán",
        "thành lập,giải thể,sáp nhập",
        "mỗi người,tổ chức/doanh nghiệp/cơ quan nhà nước/công ty,hộ kinh doanh,hộ gia đình",
        "người dân,doanh nghiệp/tổ chức",
        "người dân,nhà mạng/doanh nghiệp viễn thông,cơ quan nhà nước/cơ quan báo chí",
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
        "lề trái,lề phải",
        "nội dung,tiêu đề",
        "của bộ/bộ có/bộ đã,của tỉnh/của địa phương",
        "quá thời hạn/quá hạn,thời hạn",
        "ô tô,xe máy/mô tô/xe mô tô/xe gắn máy,xe đạp,máy kéo,tàu hỏa",
        "chức năng,nhiệm vụ,quyền hạn,nguyên tắc,tiêu chuẩn,phương pháp,thành phần,quyền lợi,nghĩa vụ,điều kiện,hồ sơ,thẩm quyền",
        "trưởng,phó",
        "quốc gia,của tỉnh",
        "lõm sóng,có sóng",
        "biển,đất liền",
        "dây điện,dây cáp",
        "bưu điện,trên mạng,trực tiếp",
        "gửi hàng,nhận hàng",
        "đồng ý,chưa đồng ý",
        "thôn/bản/ấp,xã,hộ",
        "cổng dịch vụ công,thư điện tử",
        "xin,từ chối",
        "người bán,người mua",
        "phóng viên,cán bộ",
        "trả lời,mời",
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
# What kind of fact is asked; kinds that people use for one another share a name. First by the words that ask …
ASKED_KINDS = tuple(
    (re.compile(pattern), frozenset(names.split()))
    for pattern, names in (
        (
            r"(?:bao nhiêu|mấy) (?:tiền|đồng)|(?:giá|tốn|phí|phạt|cước|mức hỗ trợ|thu được|tiền|mức phạt) (?:là )?(?:bao nhiêu|mấy)"
            r"|(?:phạt|phí|tiền).* (?:bao nhiêu|mấy)\W*(?:ạ|vậy)?\W*$",
            "money count",
        ),
        (r"(?:bao nhiêu|mấy) (?:phần trăm|%)|(?:tỷ lệ|tỉ lệ|tỷ trọng).*(?:bao nhiêu|mấy)", "share count"),
        (r"bao lâu|(?:mấy|bao nhiêu) (?:ngày|tháng|năm|giờ|phút|tuần)", "duration"),
        (
            r"khi nào|bao giờ|lúc nào|(?:ngày|tháng|năm|hôm|quý|giờ) (?:nào|mấy)|thời điểm nào|(?:lúc|từ|đến|tới) mấy giờ",
            "when",
        ),
        (
            r"(?:văn bản|nghị định|luật|thông tư|quyết định|quy định|công điện|nghị quyết|chỉ thị) (?:nào|gì)"
            r"|(?<!đầu )(?<!gọi )(?<!đài )\bsố (?:mấy|bao nhiêu)\b|những luật",
            "law",
        ),
        (r"\bai\b|(?:bộ|tỉnh|sở|cục|cấp|doanh nghiệp|tổ chức|nhà mạng) nào", "who"),
        (r"(?:cơ quan|đơn vị|nơi) nào|(?:cho|với|báo|hỏi|đến|gặp) ai|lấy (?:từ|ở) đâu|nguồn nào", "who where"),
        (r"(?:ở|đến|từ|tại|vào|tới) đâu|đâu\W*(?:ạ|vậy)?\W*$|chỗ nào|địa chỉ (?:nào|gì)"
         r"|(?:đầu số|tổng đài|gọi số|tổng đài số) (?:nào|mấy|gì)", "where"),
        (r"vì sao|tại sao|sao lại|^sao\b|do đâu", "why"),
        (r"thế nào(?! là)|ra sao|làm sao|cách nào|như nào|soạn (?:tin )?(?:nhắn )?gì|làm gì|làm thế|cú pháp", "way"),
        (r"trường hợp nào|điều kiện (?:gì|nào|là gì)", "condition list"),
        (r"khi nào (?=.*(?:bị|có quyền|được từ))", "condition"),
        (r"gồm (?:những )?gì|những gì|hành vi nào|(?:cần|hưởng|được|phải có|bảo đảm) (?:những )?gì|(?:những|các) .* (?:nào|gì)",
         "list condition"),
        (r"thế nào là|(?:nghĩa|gọi) là gì", "meaning"),
        (
            r"(?:bao nhiêu|\bmấy) (?!tính|tiền|đồng|phần trăm|ngày|tháng|năm\b|giờ|phút|tuần)"
            r"|(?:bao nhiêu|mấy)\W*(?:ạ|vậy|rồi)?\W*$",
            "count",
        ),
        (r"\b(?:có|còn|được|hết|phải|đã)\b.*\b(?:không|chưa)\W*(?:ạ|vậy|nhỉ|em)?\W*$|có đúng|hay không", "whether"),
    )
)  # fmt: skip
# … and where none of them asks, by what is named.
NAMED_KINDS = tuple(
    (re.compile(pattern), frozenset(names.split()))
    for pattern, names in (
        (r"mức phạt|mức hỗ trợ|số tiền|(?<!miễn )(?<!kinh )\bphí\b|giá cước", "money count"),
        (r"phần trăm|tỷ lệ|tỉ lệ|tỷ trọng|%", "share count"),
        (r"thời hạn|thời gian|\bhạn\b", "duration when"),
        (r"thời điểm|ngày ban hành|lộ trình|khung giờ", "when"),
        (r"văn bản thay|quy định về|số công điện|số hiệu|văn bản sửa", "law"),
        (r"trách nhiệm|thẩm quyền|người ký|đơn vị chủ trì", "who"),
        (r"nguồn kinh phí|kinh phí|địa chỉ|tổng đài|đường dây nóng", "where who"),
        (r"nguyên nhân|lý do|lí do", "why"),
        (r"\bcách (?!nhà|trường)|quy trình|các bước|hướng dẫn|thủ tục(?! hành chính)", "way"),
        (r"điều kiện|trường hợp|yêu cầu|các hành vi|giấy tờ|thành phần|chính sách", "list condition"),
        (r"khái niệm|định nghĩa|\blà gì", "meaning"),
        (r"số lượng|tổng số|^số (?!hiệu|điện|tổng đài)|mục tiêu", "count"),
    )
)
UNMARKED_ASKED_KINDS, UNMARKED_NAMED_KINDS = (
    tuple((re.compile(strip_tones(pattern.pattern)), names) for pattern, names in kinds)
    for kinds in (ASKED_KINDS, NAMED_KINDS)
)
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
