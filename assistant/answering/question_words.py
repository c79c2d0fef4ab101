"""The words a question is made of, which say what kind of fact is wanted and weigh nothing in search."""

from __future__ import annotations

import re

QUESTION_WORDS = frozenset(
    (
        "là gì nào ai bao nhiêu mấy khi đâu sao thế như không có được đã chưa của và các những cho về thì mà ở tại với ra "
        "hay hoặc bị do từ đến này đó ấy vậy ạ à nhỉ xin hỏi hãy giúp mình tôi em anh chị bạn cần biết hiện nay còn nữa "
        "phải rồi cái việc theo trong trên một nếu vì tra cứu kiểm bộ "
        "la gi nao bao nhieu may dau the nhu khong duoc da chua cua va cac nhung ve thi o tai voi hoac tu den nay do vay "
        "hoi giup minh toi can biet hien con phai viec theo mot neu bo"
    ).split()
)

QUANTITY = re.compile(
    r"bao nhiêu|mấy|tỷ lệ|tỉ lệ|số lượng|phần trăm|tối đa|tối thiểu|bao lâu|mức phạt|bao nhieu|\bmay\b|ty le|toi da"
)
TIME = re.compile(
    r"khi nào|ngày nào|bao giờ|lúc nào|thời hạn|thời gian|thời điểm|khung giờ|từ khi|khi nao|ngay nao|bao gio|thoi han"
)
LAW = re.compile(
    r"văn bản nào|nghị định nào|luật nào|thông tư nào|quyết định nào|số bao nhiêu|căn cứ|thay thế|thay bằng|hiệu lực"
    r"|quy định nào|van ban nao|nghi dinh nao|luat nao|can cu|thay bang|thay the|hieu luc|so quyet dinh"
)
WHO = re.compile(
    r"\bai\b|cơ quan nào|đơn vị nào|bộ nào|trách nhiệm|thẩm quyền|nơi nào|báo ở đâu|co quan nao|don vi nao|trach nhiem"
)
