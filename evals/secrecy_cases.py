"""Marks of secrecy and what looks like them: places in text, names, registers, readings of stamps; all invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

HEAD = "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 12/BTTTT-VP\n{}\nHà Nội, ngày 06 tháng 02 năm 2024\nKính gửi: Văn phòng Bộ\n"
PAGE = "Cử tri phản ánh nhiều thôn, bản chưa có sóng di động; Bộ đã có ý kiến trả lời.\n" * 60


@dataclass(frozen=True)
class Case:
    """What the gate is given; `degree` is what it must say, empty for a look-alike."""

    text: str = ""
    name: str = "cong-van.pdf"
    stamps: tuple[str, ...] = ()
    register: tuple[str, ...] = ()
    degree: str = ""


def marked() -> Iterator[Case]:
    """Every place and form of a mark."""
    for line, degree in MARKED_LINES:
        yield Case(HEAD.format(line), degree=degree)
    for line, degree in MARKED_PAGES:
        yield Case(PAGE + line + "\n" + PAGE, degree=degree)
    yield from (Case(name=name, degree=degree) for name, degree in MARKED_NAMES)
    yield from (Case(stamps=(reading,), degree=degree) for reading, degree in MARKED_STAMPS)
    yield from (Case(register=("Thường", entry), degree=degree) for entry, degree in MARKED_ENTRIES)


def look_alikes() -> Iterator[Case]:
    """Talk about secrecy, other words, other stamps."""
    yield from (Case(HEAD.format(line)) for line in (*OTHER_LINES, *SENTENCES))
    yield from (Case(text) for text in TEACHING)
    yield from (Case(name=name) for name in OTHER_NAMES)
    yield from (Case(stamps=(reading,)) for reading in OTHER_STAMPS)
    yield from (Case(register=(entry,)) for entry in OTHER_ENTRIES)


MARKED_LINES = (
    ("MẬT", "MẬT"), ("TỐI MẬT", "TỐI MẬT"), ("TUYỆT MẬT", "TUYỆT MẬT"), ("M Ậ T", "MẬT"), ("M  Ậ  T", "MẬT"),
    ("T Ố I   M Ậ T", "TỐI MẬT"), ("T U Y Ệ T  M Ậ T", "TUYỆT MẬT"), ("* MẬT *", "MẬT"), ("║  MẬT  ║", "MẬT"),
    ("╔═══════╗\n║ TUYỆT MẬT ║\n╚═══════╝", "TUYỆT MẬT"), ("┌─────┐\n│ TỐI MẬT │\n└─────┘", "TỐI MẬT"),
    ("<< TỐI MẬT >>", "TỐI MẬT"), ("Độ mật: Mật", "MẬT"), ("Độ mật: TỐI MẬT", "TỐI MẬT"), ("Mức độ mật : tuyệt mật", "TUYỆT MẬT"),
    ("Dấu chỉ mức độ mật: MẬT", "MẬT"), ("Độ mật | Tối mật", "TỐI MẬT"), ("Độ mật\nMật", "MẬT"), ("Độ mật: A", "TUYỆT MẬT"),
    ("Độ mật, độ khẩn: Mật, Hỏa tốc", "MẬT"), ("Độ mật: ☐ Tuyệt mật ☐ Tối mật ☑ Mật", "MẬT"), ("Độ mật: [ ] Mật [x] Tối mật", "TỐI MẬT"),
    ("MAT", "MẬT"), ("MÂT", "MẬT"), ("MẠT", "MẬT"), ("M4T", "MẬT"), ("TỐI MÂT", "TỐI MẬT"), ("TOI MAT", "TỐI MẬT"), ("T0I MAT", "TỐI MẬT"),
    ("TUYET MAT", "TUYỆT MẬT"), ("TUYÊT MÂT", "TUYỆT MẬT"), ("TUYỆT MẠT", "TUYỆT MẬT"), ("Số: 45/TTr-BTTTT MẬT", "MẬT"),
    ("Số: 45/TTr-BTTTT (TỐI MẬT)", "TỐI MẬT"), ("MẬT Hà Nội, ngày 06 tháng 02 năm 2024", "MẬT"),
    ("MAT Hà Nội, ngày 06 tháng 02 năm 2024", "MẬT"), ("MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
    ("TỐI MẬT CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỐI MẬT"), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TỐI MẬT", "TỐI MẬT"),
    ("Độc lập - Tự do - Hạnh phúc MẬT", "MẬT"), ("Hà Nội, ngày 06 tháng 02 năm 2024 MẬT", "MẬT"), ("HỎA TỐC    MẬT", "MẬT"),
    ("MẬT\nTÀI LIỆU THU HỒI\nBản số: 03", "MẬT"), ("TÀI LIỆU THU HỒI", "NGHI VẤN"), ("Chỉ người có tên mới được bóc bì", "NGHI VẤN"),
    ("Bản số: 03\nKhông sao chụp", "NGHI VẤN"), ("MẬT", "MẬT"),
)  # fmt: skip
MARKED_PAGES = (
    ("TỐI MẬT", "TỐI MẬT"), ("M Ậ T", "MẬT"), ("- 2 -\nMẬT", "MẬT"), ("Phụ lục 2\nĐộ mật: Mật", "MẬT"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 9/BC\nTOI MAT", "TỐI MẬT"),
)  # fmt: skip
MARKED_NAMES = (
    ("MẬT.pdf", "MẬT"), ("CV_MẬT_12.pdf", "MẬT"), ("cv-mat-12.pdf", "MẬT"), ("mat-12.docx", "MẬT"), ("12 mat.docx", "MẬT"),
    ("TOIMAT_2024.pdf", "TỐI MẬT"), ("tuyetmat.pdf", "TUYỆT MẬT"), ("toi mat phuong an.docx", "TỐI MẬT"), ("Báo cáo (Mật).docx", "MẬT"),
    ("To trinh (TM) 45.pdf", "TỐI MẬT"), ("CongVanMat45.pdf", "MẬT"), ("van ban mat so 7.pdf", "MẬT"), ("BC_QUY_HOACH_MAT.xlsx", "MẬT"),
    ("ho-so.zip!/mat/12.pdf", "MẬT"), ("ho-so.zip!/Tối mật/a/12.pdf", "TỐI MẬT"), ("/kho/TaiLieuMat/12.pdf", "MẬT"),
    ("/kho/VĂN BẢN MẬT 2023/1.pdf", "MẬT"),
)  # fmt: skip
MARKED_STAMPS = (
    ("MẬT", "MẬT"), ("MÂT", "MẬT"), ("MẤT", "MẬT"), ("MẬ1", "MẬT"), ("| MẬT |", "MẬT"), ("LÔI MẬT", "TỐI MẬT"), ("TÔI MAT", "TỐI MẬT"),
    ("TUYỆT MẠT", "TUYỆT MẬT"), ("TUYET MÁT", "TUYỆT MẬT"), ("MẬT HỎA TỐC", "MẬT"), ("TÀI LIỆU THU HỒI", "NGHI VẤN"),
)  # fmt: skip
MARKED_ENTRIES = (
    ("Mật", "MẬT"), ("MẬT", "MẬT"), ("tối mật", "TỐI MẬT"), ("Tuyệt mật", "TUYỆT MẬT"), ("toi mat", "TỐI MẬT"), ("A", "TUYỆT MẬT"),
    ("B", "TỐI MẬT"), ("C", "MẬT"), ("Mật, Khẩn", "MẬT"), ("có", "MẬT"),
)  # fmt: skip

OTHER_LINES = """BẢO MẬT
BẢO MẬT THÔNG TIN
BÍ MẬT NHÀ NƯỚC
BÍ MẬT KINH DOANH
LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC
DANH MỤC BÍ MẬT NHÀ NƯỚC
CƠ MẬT VIỆN
MẬT ĐỘ
MẬT ĐỘ THUÊ BAO
MẬT ĐỘ DÂN SỐ
MẬT KHẨU
MẬT KHẨU WI-FI
MẬT MÃ
BAN CƠ YẾU CHÍNH PHỦ, MẬT MÃ DÂN SỰ
MẬT ONG RỪNG HÀ GIANG
MẬT MÃ DÂN SỰ
MẬT VỤ
MẬT THƯ
GIẢI MẬT
ĐÃ GIẢI MẬT
LƯU HÀNH NỘI BỘ
HỎA TỐC
KHẨN
THƯỢNG KHẨN
HỎA TỐC HẸN GIỜ
DỰ THẢO
BẢN SAO
SAO Y
XEM XONG TRẢ LẠI
MẶT TRẬN TỔ QUỐC VIỆT NAM
MẶT BẰNG
MẤT SÓNG
MẤT AN TOÀN THÔNG TIN
MẮT KÍNH THÔNG MINH
TIỀN MẶT
BỀ MẶT
CÓ MẶT
- Mật
+ Mật
a) Mật
1. Mật
Mật
mật
Tối mật.
Độ mật: Không
Độ mật: Thường
Độ mật:
Độ mật: không có
Độ mật của văn bản
Độ khẩn: Hỏa tốc
Mức độ: Thường
Mật độ: 120 người/km2
Mật khẩu: ********
Mật mã: AES-256
Tên đăng nhập | Mật khẩu
Ba mức độ mật: Tuyệt mật, Tối mật, Mật
Các mức: TUYỆT MẬT, TỐI MẬT, MẬT
Tuyệt mật / Tối mật / Mật
Độ mật gồm: Tuyệt mật; Tối mật; Mật
Độ mật: ☐ Tuyệt mật ☐ Tối mật ☐ Mật
V/v bảo mật thông tin khách hàng
V/v quản lý văn bản mật
V/v rà soát văn bản có dấu mật
V/v tập huấn bảo vệ bí mật nhà nước
V/v thu hồi tài liệu hết hiệu lực
V/v giải mật tài liệu lưu trữ
Bản số: 03
Không sao chụp
Thu hồi tài liệu sau hội nghị
TÀI LIỆU HỘI NGHỊ
TÀI LIỆU THAM KHẢO
TÀI LIỆU THU HỒI ĐẤT
MAT-XCƠ-VA
FORMAT
MATLAB
AUTOMAT
CÔNG TY CP MẬT VIỆT
QUÁN MẬT
HỢP TÁC XÃ NUÔI ONG LẤY MẬT
NƯỚC MẮM, MẬT MÍA
ĐƯỜNG, MẬT
HỘI NGHỊ AN TOÀN, BẢO MẬT
CHỮ KÝ SỐ, BẢO MẬT
SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN
MẪU DẤU ĐỘ MẬT""".splitlines()
SENTENCES = """Văn bản có đóng dấu “MẬT” không được đăng tải trên mạng Internet.
Khi nhận văn bản có dấu TỐI MẬT, văn thư vào sổ riêng.
Cử tri đề nghị xử lý nghiêm việc làm lộ bí mật nhà nước trên mạng xã hội.
Bộ yêu cầu doanh nghiệp bảo mật thông tin thuê bao theo Nghị định số 163/2024/NĐ-CP.
Mật độ thuê bao điện thoại di động đạt 128 thuê bao/100 dân.
Người dân cần đặt mật khẩu mạnh và không cung cấp mã OTP.
Theo Luật Bảo vệ bí mật nhà nước, độ mật gồm ba mức: Tuyệt mật, Tối mật và Mật.
Độ mật của tài liệu do người đứng đầu cơ quan xác định.
Thời hạn bảo vệ: 30 năm với Tuyệt mật, 20 năm với Tối mật, 10 năm với Mật.
Danh mục bí mật nhà nước độ Mật do Thủ tướng Chính phủ ban hành.
Nhiều hộ nuôi ong bán mật qua sàn thương mại điện tử.
Cử tri phản ánh mất sóng di động, mất tín hiệu truyền hình tại nhiều thôn.
Đại biểu có mặt tại hội nghị gồm lãnh đạo các cục, vụ.
Việc thanh toán không dùng tiền mặt được đẩy mạnh.
Sản phẩm mật mã dân sự phải được cấp phép kinh doanh.
Đường truyền bảo mật của Cục Bưu điện Trung ương phục vụ cơ quan Đảng, Nhà nước.
Tài liệu thu hồi sau cuộc họp được giao Văn phòng tiêu hủy.
Phong bì ghi “Chỉ người có tên mới được bóc bì” phải chuyển nguyên trạng.
Dấu chữ “Tuyệt mật”, “Tối mật”, “Mật” được khắc theo mẫu.
Không để lộ, mất tài liệu mật; không soạn thảo văn bản mật trên máy tính nối mạng.
Bị can khai giữ bí mật việc mua bán dữ liệu cá nhân.
Thư ký kỳ họp giữ bí mật kết quả kiểm phiếu.
Nhà mạng cam kết bảo mật tuyệt đối dữ liệu của khách hàng.
Đề nghị công khai, trừ nội dung thuộc bí mật nhà nước.
Hồ sơ mời thầu được bảo mật đến thời điểm mở thầu.""".splitlines()
TEACHING = (
    "QUY CHẾ\nDẤU CHỈ ĐỘ MẬT\n\nTUYỆT MẬT\n30 năm\n\nTỐI MẬT\n20 năm\n\nMẬT\n10 năm\n",
    "Bài 2. Độ mật\n1. TUYỆT MẬT\n2. TỐI MẬT\n3. MẬT\nNgười soạn thảo đề xuất độ mật.\n",
    "Mức | Ký hiệu\nTuyệt mật | A\nTối mật | B\nMật | C\n",
    "Độ mật\nTuyệt mật\nTối mật\nMật\n",
    "Mẫu dấu:\n[TUYỆT MẬT]\n[TỐI MẬT]\n[MẬT]\nKích thước 40 x 8 mm.\n",
    "Thẩm quyền xác định độ mật\n\nTUYỆT MẬT\nThủ tướng\n\nTỐI MẬT\nBộ trưởng\n\nMẬT\nCục trưởng\n",
)
OTHER_NAMES = """bao-mat-thong-tin.pdf
Bảo mật.docx
bao ve bi mat nha nuoc.pdf
Luat BVBMNN 29-2018.pdf
bi-mat-kinh-doanh.docx
mat-do-thue-bao-2023.xlsx
Mật độ dân số.xlsx
mat khau wifi.txt
doi mat khau.docx
mật mã dân sự.pdf
mat ma dan su.pdf
mat ong.docx
mat song vung cao.pdf
mat-song-di-dong-ha-giang.docx
mat dien dien rong.docx
mat tin hieu truyen hinh.pdf
mat-an-toan-thong-tin.pdf
mat can doi cung cau.docx
mat tran to quoc.pdf
UBMTTQ mat tran.docx
khong dung tien mat.pdf
thanh-toan-tien-mat.docx
le ra mat ung dung.docx
gap mat dau xuan.docx
danh sach co mat.xlsx
vang mat.xlsx
be mat trai dat.pdf
nuoc mat song Hong.pdf
khuon mat.png
nhan dien khuon mat.pdf
kham mat hoc sinh.docx
mat kinh thong minh.pdf
giai mat tai lieu.docx
format.docx
automat.pdf
matlab.pdf
Mattran.docx
mat bang gia.xlsx
mat bang tram BTS.pdf
mat na.png
mat trang.png
luu hanh noi bo.pdf
hoa toc.pdf
KT-TM-2024.xlsx
Cong ty TM DV.pdf
TM-UBND.docx
2024-1075-btttt-ha-giang.docx
tra-loi-cu-tri-ha-giang.pdf
ky-hop-thu-6-quoc-hoi-khoa-xv.pdf
CV 873 BTTTT-VP.pdf
Cap cuu mat mau.docx
bat mat nguoi xem.docx
truoc mat va lau dai.docx
hai mat cua mang xa hoi.docx
mot mat hang.docx
mat hang cam.xlsx
cac mat hang.xlsx
ca mat lan tien.docx
chat luong mat duong.docx
mat duong quoc lo.pdf
Ban Cơ yếu - mật mã.pdf
Tap huan bao mat 2024.pptx
An toàn bảo mật.docx
TaiLieuBaoMat.pdf
BaoMatThongTin.pdf
MatKhau.txt
ngan chan mat cap du lieu.docx
xu ly mat cap thong tin.pdf
mat the SIM.docx
mat quyen kiem soat.docx
bao mat du lieu ca nhan.docx
mật ong bạc hà.jpg
mất sóng.docx
mặt bằng.pdf
mắt thần.docx
/kho/Bao mat/12.pdf
/kho/Mật độ thuê bao/12.pdf
/kho/mat song 2023/12.pdf
/kho/Bảo vệ bí mật nhà nước/quy-che.pdf
/kho/MatTranToQuoc/12.pdf
ho-so.zip!/Bao mat/12.pdf
ho-so.zip!/mat-song/12.pdf""".splitlines()
OTHER_STAMPS = """?
BẢO MẬT THÔNG TIN
HỎA TỐC
KHẨN
THƯỢNG KHẨN
CÔNG VĂN ĐẾN Số: 12 Ngày: 5/4
ĐẾN
LƯU HÀNH NỘI BỘ
XEM XONG TRẢ LẠI
DỰ THẢO
SAO Y BẢN CHÍNH
MẬT KHẨU MẠNH
MẬT ĐỘ THUÊ BAO
MẬT ONG RỪNG
MẤT SÓNG DI ĐỘNG
CÁC CHẤT MẬT
BỘ THÔNG TIN VÀ TRUYỀN THÔNG
ĐÃ GIẢI MẬT
NGHỊ QUYẾT
bộ
MẶT TRẬN
TIỀN MẶT
HOÀN THÀNH
QUYẾT ĐỊNH""".splitlines()
OTHER_ENTRIES = (
    "",
    "-",
    "Không",
    "Thường",
    "Bình thường",
    "Công khai",
    "Nội bộ",
    "Khẩn",
    "Hỏa tốc",
    "0",
    "Không mật",
    "Giải mật",
)
