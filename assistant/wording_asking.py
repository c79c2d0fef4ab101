"""What the product says when it asks back, in Vietnamese; apart from `wording` because it is mostly questions."""

ASK_WHICH = "Câu hỏi này có thể hiểu theo nhiều cách. Anh/chị muốn hỏi điều nào dưới đây?"

# One reading of a question, said in front of it.
CHOICE = {
    "topic": "Về {name}: {asked}?",
    "province": "Tại {name}, {asked}?",
    "guidance": "Theo hướng dẫn “{name}”: {asked}?",
    "in_force": "{name} còn hiệu lực không?",
    "replaced": "{name} được thay bằng văn bản nào?",
}

# What is asked about any topic, when somebody only names it.
ASKED_OF_A_TOPIC = (
    "Bộ đã trả lời cử tri thế nào về {topic}, có giải pháp gì?",
    "Văn bản nào quy định về {topic}?",
    "Về {topic}, số liệu đến nay là bao nhiêu?",
    "Cơ quan nào chịu trách nhiệm về {topic}?",
    "Về {topic}, thời hạn là khi nào?",
)
