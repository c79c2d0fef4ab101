"""The words that make two questions differ although everything else agrees: opposites, refusals, kinds of question."""

from __future__ import annotations

import re

from ingest.vietnamese import strip_tones

# Of each line, a question that says one and a question that says another do not ask the same.
OPPOSITES = tuple(
    tuple(tuple(phrase.split()) for phrase in line.split(","))
    for line in (
        "tắt,mở,bật",
        "khóa,mở khóa,mở lại",
        "tăng,giảm",
        "trước,sau",
        "trong nước,nước ngoài,ngoài nước,quốc tế",
        "đầu tiên,cuối cùng",
        "đầu năm,cuối năm",
        "cao nhất,thấp nhất",
        "nhiều nhất,ít nhất",
        "nhanh nhất,chậm nhất",
        "lớn nhất,nhỏ nhất",
        "tối đa,tối thiểu",
        "cấp mới,cấp lại,gia hạn,sửa đổi,thu hồi,cấp đổi,đình chỉ,tạm dừng,hủy,tước",
        "đăng ký mới,hủy đăng ký",
        "đăng ký,hủy,từ chối",
        "bắt đầu,kết thúc",
        "gửi,nhận",
        "mua,bán",
        "thu,chi",
        "thành lập,giải thể,sáp nhập",
        "cá nhân,tổ chức,doanh nghiệp,hộ kinh doanh",
        "người lớn,trẻ em,học sinh,người cao tuổi",
        "giáo viên,học sinh,sinh viên",
        "hộ nghèo,hộ cận nghèo,người có công",
        "cố định,di động",
        "trả trước,trả sau",
        "trung ương,địa phương",
        "cấp bộ,cấp tỉnh,cấp huyện,cấp xã",
        "tỉnh,huyện,xã",
        "đô thị,nông thôn,thành thị",
        "nông thôn,thành thị",
        "miền núi,hải đảo,đồng bằng",
        "xuất khẩu,nhập khẩu",
        "in,phát hành,xuất bản",
        "phát thanh,truyền hình",
        "báo in,báo điện tử,tạp chí",
        "tin nhắn,cuộc gọi",
        "sách giấy,sách điện tử",
        "điều kiện,hồ sơ,lệ phí,thời hạn,mức phạt",
        "toàn trình,một phần",
        "chữ ký số,hóa đơn điện tử",
        "hoàn thành,triển khai",
        "đạt,chưa đạt",
        "công lập,tư nhân,tư thục",
        "được phép,bị cấm,nghiêm cấm",
        "phổ cập,phổ biến",
        "hỗ trợ,xử phạt",
        "nhà mạng,đại lý",
        "quý i,quý ii,quý iii,quý iv",
        "việt nam,trung quốc,hoa kỳ,mỹ,nhật bản,hàn quốc,lào,campuchia",
        "viettel,vnpt,vinaphone,mobifone,vietnamobile,fpt",
        "facebook,tiktok,youtube,zalo,telegram",
    )
)
LONGEST_OPPOSITE = max(len(phrase) for line in OPPOSITES for phrase in line)

# "không" and "chưa" that deny; at the end of a clause, or after "được" and "hay", they only ask.
DENIES = re.compile(
    r"(?<!hay )(?<!được )(?<!phải )(?<!cần )(?<!đúng )(?<!nên )(?<!hàng )(?<!duoc )(?<!phai )(?<!can )(?<!hang )"
    r"\b(?:không|chưa|khong|chua)"
    r"(?! (?:gian|khí|quân|ạ|a|nhỉ|vậy|thì|nếu|khi|hả|và|hay|bởi|vì|gian|khi|quan|vay|thi|neu|va|hay)\b)"
    r"(?= [^\W\d_])|\b(?:chẳng|đừng|ngoại trừ|chang|ngoai tru)\b"
)
PLACE = re.compile(r"ở đâu|chỗ nào|nơi nào|địa chỉ|o dau|cho nao|noi nao|dia chi")
WAY = re.compile(
    r"thế nào|ra sao|làm sao|cách nào|thủ tục|quy trình|cú pháp|các bước|như nào|the nao|lam sao|cach nao|thu tuc"
    r"|quy trinh|cu phap|cac buoc|nhu nao"
)
MEANING = re.compile(
    r"(?:là|nghĩa|gọi là) (?:gì|j)|khái niệm|định nghĩa|thế nào là|(?:la|nghia) gi\b|khai niem|dinh nghia|the nao la"
)
DIGITS_OF_WORDS = {
    "hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10",
}  # fmt: skip
# Said in a question and telling nothing of what is asked.
COURTESIES = frozenset(
    word
    for marked in (
        "ơi nhờ vui lòng muốn thưa kính quý rõ thêm xem nói mong trả lời đồng chí bác cô chú cháu ad admin ak nhen đi luôn "
        "đang sẽ vẫn cũng rất mới hiện tại bây lúc nhằm thực hiện quy định nước ta"
    ).split()
    for word in (marked, strip_tones(marked))
) - {"moi", "noi", "di", "co", "chu", "ro", "dang", "mới"}
