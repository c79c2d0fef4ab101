"""Passages with sentences a model may well write about them: true ones to keep, turned ones to drop.

`TRUE` and `FALSE` were written first; `FRESH_*` and `LATER_FALSE` in later rounds, measured before any rule was
changed for them (45 of 50 and 22 of 30 dropped at first sight); `UNTUNED_FALSE` last (22 of 28 at first sight), harder
on purpose: mostly true words of one sentence joined anew.
"""

from __future__ import annotations

PASSAGES: dict[str, str] = {
    "ha_giang": (
        "2. Về kết quả chung\n"
        "Như Bộ TT&TT đã báo cáo Quốc hội ngày 07/11/2023, các doanh nghiệp đã phủ sóng cho 2.100 thôn, bản lõm sóng; đồng "
        "thời, qua rà soát phát hiện thêm 420 thôn, bản lõm sóng mới cần tiếp tục đầu tư. Tính đến tháng 3/2024, danh mục đưa "
        "ra đấu thầu cung cấp dịch vụ viễn thông công ích gồm 401 thôn về dịch vụ thông tin di động và 3.377 thôn về dịch vụ "
        "truy nhập Internet băng rộng cố định.\n"
        "3. Về tình hình tại tỉnh Hà Giang\n"
        "Theo số liệu tổng hợp đến tháng 3/2024, tỉnh Hà Giang có 231 thôn được đề nghị hỗ trợ, trong đó 24 thôn chưa có dịch "
        "vụ thông tin di động và 219 thôn chưa có dịch vụ băng rộng cố định, phần lớn thuộc các huyện vùng cao núi đá.\n"
        "Về việc cử tri phản ánh Chương trình viễn thông công ích triển khai chậm, Bộ TT&TT xin nhận trách nhiệm trong phần "
        "việc của mình. Nguyên nhân là danh mục thôn phải rà soát nhiều lần do thay đổi về ranh giới, tên gọi và hiện trạng "
        "phủ sóng; hồ sơ mời thầu phải được hoàn thiện theo quy định mới về đấu thầu."
    ),
    "nghi_dinh_163": (
        "1. Về quy định mới, ngày 24/12/2024 Chính phủ đã ban hành Nghị định số 163/2024/NĐ-CP quy định chi tiết một số điều "
        "và biện pháp thi hành Luật Viễn thông, có hiệu lực từ ngày 24/12/2024. Nghị định này thay thế Nghị định số "
        "25/2011/NĐ-CP ngày 06/4/2011 và các quy định về thông tin thuê bao tại Nghị định số 49/2017/NĐ-CP ngày 24/4/2017 "
        "của Chính phủ.\n"
        "Luật Viễn thông số 24/2023/QH15 ngày 24/11/2023, có hiệu lực từ ngày 01/7/2024, quy định doanh nghiệp viễn thông "
        "phải chịu trách nhiệm xác thực, lưu giữ, quản lý thông tin thuê bao và xử lý SIM có thông tin thuê bao không đầy đủ, "
        "không chính xác.\n"
        "2. Về hình thức đăng ký, Điều 16 Nghị định số 163/2024/NĐ-CP quy định ba hình thức đăng ký thông tin thuê bao. Hình "
        "thức đăng ký trực tuyến chỉ áp dụng đối với ba số thuê bao đầu tiên của một giấy tờ tùy thân; từ số thứ tư trở lên, "
        "người dân phải đến đăng ký trực tiếp."
    ),
    "tro_choi": (
        "Từ ngày 25/12/2024, trò chơi điện tử trên mạng được quản lý theo Nghị định số 147/2024/NĐ-CP ngày 09/11/2024 của "
        "Chính phủ quản lý, cung cấp, sử dụng dịch vụ Internet và thông tin trên mạng. Nghị định này thay thế Nghị định số "
        "72/2013/NĐ-CP và Nghị định số 27/2018/NĐ-CP, là căn cứ của công văn trả lời cử tri tỉnh Hải Dương năm 2022.\n"
        "a) Về giờ chơi: Theo Nghị định số 147/2024/NĐ-CP, người dưới 18 tuổi được chơi không quá 60 phút đối với mỗi trò "
        "chơi và không quá 180 phút một ngày đối với tất cả trò chơi của một doanh nghiệp cung cấp. Doanh nghiệp phải có biện "
        "pháp kỹ thuật để tự động ngắt khi hết thời gian.\n"
        "b) Về xác thực người chơi: Người chơi phải xác thực tài khoản bằng số điện thoại di động tại Việt Nam; người dưới 16 "
        "tuổi đăng ký qua cha, mẹ hoặc người giám hộ."
    ),
    "tin_gia": (
        "Người đăng tin giả bị xử phạt theo Điều 101 Nghị định số 15/2020/NĐ-CP ngày 03/02/2020 của Chính phủ, mức phạt đối "
        "với tổ chức từ 10 triệu đồng đến 20 triệu đồng.\n"
        "2. Về kết quả ngăn chặn trên nền tảng xuyên biên giới: Từ ngày 01/01/2023 đến ngày 29/3/2023, theo yêu cầu của Bộ "
        "TT&TT, Facebook đã chặn, gỡ 1.096 bài viết vi phạm (đạt tỷ lệ 93 %), Google đã gỡ 1.670 video trên YouTube (đạt tỷ "
        "lệ 93 %), TikTok đã chặn, gỡ 323 đường dẫn và 47 tài khoản vi phạm (đạt tỷ lệ 91 %).\n"
        "3. Về công bố tin giả: Trung tâm Xử lý tin giả Việt Nam (VAFC) của Bộ TT&TT hoạt động từ tháng 01/2021, tiếp nhận "
        "phản ánh tại địa chỉ tingia.gov.vn và tổng đài 18008108, thẩm định và công bố tin giả để người dân nhận biết."
    ),
    "truyen_hinh": (
        "a) Về lộ trình: Đà Nẵng là địa phương đầu tiên ngừng phát sóng truyền hình tương tự mặt đất, vào ngày 01/11/2015. "
        "Tiếp đó, bốn thành phố lớn ngừng phát sóng truyền hình tương tự trong các ngày 15 và 16/8/2016. Các tỉnh còn lại, "
        "trong đó có tỉnh Sóc Trăng, sẽ hoàn thành việc tắt sóng truyền hình tương tự trong năm 2020 theo Đề án.\n"
        "b) Về chính sách hỗ trợ: Mỗi hộ nghèo, hộ cận nghèo thuộc đối tượng của Đề án được hỗ trợ 01 đầu thu truyền hình số "
        "mặt đất, 01 ăng ten và tối đa 15 m cáp. Thiết bị được lắp đặt tại nhà; hộ gia đình không phải trả tiền. Kinh phí do "
        "Quỹ Dịch vụ viễn thông công ích Việt Nam bảo đảm."
    ),
    "hung_yen": (
        "Từ năm 2023 đến tháng 10/2025, thông tin của hơn 125 triệu thuê bao di động đã được đối chiếu với Cơ sở dữ liệu quốc "
        "gia về dân cư. Qua đối chiếu, khoảng 11 triệu thuê bao đã được chuẩn hóa lại thông tin và khoảng 06 triệu thuê bao "
        "bị khóa do thông tin không chính xác.\n"
        "Tại tỉnh Hưng Yên (gồm cả địa bàn tỉnh Thái Bình trước ngày 01/7/2025), năm 2025 cơ quan chức năng đã kiểm tra 31 "
        "điểm cung cấp dịch vụ viễn thông, phát hiện 05 điểm bán SIM đã đăng ký sẵn và chuyển Công an tỉnh xác minh 03 trường "
        "hợp."
    ),
    "nam_dinh": (
        "Bộ TT&TT đang hoàn thiện dự thảo Nghị định thay thế Nghị định số 72/2013/NĐ-CP, dự kiến trình Chính phủ ban hành "
        "trong năm 2024. Dự thảo quy định chỉ tài khoản đã xác thực mới được đăng bài, bình luận, livestream trên mạng xã "
        "hội.\n"
        "Trong khi chờ Nghị định mới, người livestream vi phạm bị xử phạt theo Nghị định số 15/2020/NĐ-CP ngày 03/02/2020 của "
        "Chính phủ, được sửa đổi, bổ sung bởi Nghị định số 14/2022/NĐ-CP ngày 27/01/2022. Sở TT&TT tỉnh Nam Định phối hợp với "
        "Công an tỉnh xác minh, xử lý tài khoản vi phạm trên địa bàn; năm 2023 đã xử phạt 08 trường hợp."
    ),
    "quang_ngai": (
        "Về chế độ, Chính phủ đã ban hành Nghị định số 179/2025/NĐ-CP quy định mức hỗ trợ đối với người làm công tác chuyên "
        "trách về chuyển đổi số, an toàn thông tin mạng, an ninh mạng. Đối tượng hưởng là cán bộ, công chức, viên chức được "
        "giao nhiệm vụ chuyên trách; người kiêm nhiệm không thuộc đối tượng của Nghị định số 179/2025/NĐ-CP.\n"
        "Về biên chế, việc giao biên chế cho cấp xã thuộc thẩm quyền của cấp có thẩm quyền quản lý biên chế và Ủy ban nhân "
        "dân tỉnh Quảng Ngãi, theo hướng dẫn của Bộ Nội vụ. Theo báo cáo của tỉnh đến tháng 10/2025, trong 96 xã, phường, đặc "
        "khu của tỉnh Quảng Ngãi còn 58 xã chưa có công chức có bằng cấp về CNTT."
    ),
    "nghe_an": (
        "Trạm thu phát sóng di động cần nguồn điện ổn định để hoạt động liên tục. Vì vậy, đối với các thôn, bản chưa có điện "
        "lưới quốc gia, việc dựng trạm phụ thuộc vào tiến độ của chương trình cấp điện nông thôn, miền núi do Bộ Công Thương "
        "chủ trì và Ủy ban nhân dân tỉnh tổ chức thực hiện.\n"
        "Qua rà soát cùng Sở Thông tin và Truyền thông tỉnh Nghệ An, tính đến tháng 02/2022 tại hai huyện Kỳ Sơn và Tương "
        "Dương còn 38 bản sóng yếu hoặc chưa có sóng di động. Trong đó, 21 bản đã có điện lưới và 17 bản chưa có điện lưới."
    ),
    "an_ninh_mang": (
        "Luật An ninh mạng số 116/2025/QH15 được Quốc hội thông qua ngày 10/12/2025, có hiệu lực từ ngày 01/7/2026. Luật An "
        "ninh mạng số 116/2025/QH15 hợp nhất nội dung và thay thế Luật An toàn thông tin mạng số 86/2015/QH13 ngày 19/11/2015 "
        "và Luật An ninh mạng số 24/2018/QH14 ngày 12/6/2018.\n"
        "Từ ngày 01/3/2025, nhiệm vụ quản lý nhà nước về an toàn thông tin mạng đã chuyển từ Bộ Thông tin và Truyền thông "
        "trước đây sang Bộ Công an; ở địa phương, nhiệm vụ này chuyển từ Sở Thông tin và Truyền thông sang Công an tỉnh."
    ),
}

TRUE: tuple[tuple[str, str], ...] = (
    ("ha_giang", "Tỉnh Hà Giang có 231 thôn được đề nghị hỗ trợ."),
    ("ha_giang", "Đến tháng 3 năm 2024, Hà Giang có 24 thôn chưa có dịch vụ thông tin di động."),
    ("ha_giang", "Tại tỉnh Hà Giang, 219 thôn chưa có băng rộng cố định."),
    (
        "ha_giang",
        "Các doanh nghiệp đã phủ sóng cho 2100 thôn, bản lõm sóng, và phát hiện thêm 420 thôn, bản lõm sóng mới.",
    ),
    (
        "ha_giang",
        "Danh mục đấu thầu đến tháng 3/2024 gồm 401 thôn về thông tin di động và 3.377 thôn về băng rộng cố định.",
    ),
    (
        "ha_giang",
        "Bộ Thông tin và Truyền thông nhận trách nhiệm về việc Chương trình viễn thông công ích triển khai chậm.",
    ),
    (
        "ha_giang",
        "Nguyên nhân chậm là danh mục thôn phải rà soát nhiều lần do thay đổi ranh giới, tên gọi và hiện trạng phủ sóng.",
    ),
    ("nghi_dinh_163", "Nghị định số 163/2024/NĐ-CP có hiệu lực từ ngày 24 tháng 12 năm 2024."),
    ("nghi_dinh_163", "Nghị định 163/2024/NĐ-CP thay thế Nghị định 25/2011/NĐ-CP."),
    ("nghi_dinh_163", "Luật Viễn thông số 24/2023/QH15 có hiệu lực từ ngày 01/7/2024."),
    ("nghi_dinh_163", "Doanh nghiệp viễn thông phải chịu trách nhiệm xác thực, lưu giữ và quản lý thông tin thuê bao."),
    ("nghi_dinh_163", "Đăng ký trực tuyến chỉ áp dụng với ba số thuê bao đầu tiên của một giấy tờ tùy thân."),
    ("nghi_dinh_163", "Từ số thứ tư trở lên, người dân phải đăng ký trực tiếp."),
    ("nghi_dinh_163", "Điều 16 Nghị định 163/2024/NĐ-CP quy định ba hình thức đăng ký thông tin thuê bao."),
    ("tro_choi", "Người dưới 18 tuổi được chơi tối đa 60 phút đối với mỗi trò chơi."),
    (
        "tro_choi",
        "Người dưới 18 tuổi được chơi không quá 180 phút một ngày đối với tất cả trò chơi của một doanh nghiệp.",
    ),
    ("tro_choi", "Nghị định 147/2024/NĐ-CP thay thế Nghị định 72/2013/NĐ-CP và Nghị định 27/2018/NĐ-CP."),
    ("tro_choi", "Người dưới 16 tuổi đăng ký tài khoản qua cha, mẹ hoặc người giám hộ."),
    ("tro_choi", "Người chơi phải xác thực tài khoản bằng số điện thoại di động tại Việt Nam."),
    (
        "tin_gia",
        "Tổ chức đăng tin giả bị phạt từ 10 triệu đồng đến 20 triệu đồng theo Điều 101 Nghị định 15/2020/NĐ-CP.",
    ),
    ("tin_gia", "Facebook đã chặn, gỡ 1096 bài viết vi phạm, đạt tỷ lệ 93%."),
    ("tin_gia", "TikTok đã gỡ 323 đường dẫn và 47 tài khoản vi phạm (tỷ lệ 91%)."),
    ("tin_gia", "Người dân có thể phản ánh tin giả tại địa chỉ tingia.gov.vn hoặc tổng đài 18008108."),
    ("tin_gia", "Trung tâm Xử lý tin giả Việt Nam hoạt động từ tháng 1 năm 2021."),
    ("truyen_hinh", "Đà Nẵng là địa phương đầu tiên ngừng phát sóng truyền hình tương tự, vào ngày 1/11/2015."),
    ("truyen_hinh", "Mỗi hộ nghèo, hộ cận nghèo được hỗ trợ 01 đầu thu truyền hình số, 01 ăng ten và tối đa 15 m cáp."),
    ("truyen_hinh", "Tỉnh Sóc Trăng sẽ hoàn thành việc tắt sóng truyền hình tương tự trong năm 2020."),
    ("truyen_hinh", "Hộ gia đình không phải trả tiền khi được lắp đặt thiết bị tại nhà."),
    ("truyen_hinh", "Kinh phí hỗ trợ do Quỹ Dịch vụ viễn thông công ích Việt Nam bảo đảm."),
    ("hung_yen", "Hơn 125 triệu thuê bao di động đã được đối chiếu với Cơ sở dữ liệu quốc gia về dân cư."),
    ("hung_yen", "Khoảng 11 triệu thuê bao được chuẩn hóa lại thông tin và khoảng 6 triệu thuê bao bị khóa."),
    (
        "hung_yen",
        "Năm 2025, tỉnh Hưng Yên kiểm tra 31 điểm cung cấp dịch vụ viễn thông và phát hiện 5 điểm bán SIM đăng ký sẵn.",
    ),
    (
        "nam_dinh",
        "Bộ TT&TT đang hoàn thiện dự thảo Nghị định thay thế Nghị định 72/2013/NĐ-CP, dự kiến trình Chính phủ trong năm 2024.",
    ),
    ("nam_dinh", "Theo dự thảo, chỉ tài khoản đã xác thực mới được đăng bài, bình luận, livestream."),
    (
        "nam_dinh",
        "Người livestream vi phạm bị xử phạt theo Nghị định 15/2020/NĐ-CP, được sửa đổi bởi Nghị định 14/2022/NĐ-CP.",
    ),
    ("quang_ngai", "Nghị định 179/2025/NĐ-CP quy định mức hỗ trợ người làm công tác chuyên trách về chuyển đổi số."),
    ("quang_ngai", "Người kiêm nhiệm không thuộc đối tượng hưởng của Nghị định 179/2025/NĐ-CP."),
    (
        "quang_ngai",
        "Đến tháng 10/2025, tỉnh Quảng Ngãi còn 58 xã chưa có công chức có bằng cấp về công nghệ thông tin.",
    ),
    ("nghe_an", "Hai huyện Kỳ Sơn và Tương Dương còn 38 bản sóng yếu hoặc chưa có sóng di động."),
    ("nghe_an", "Trong đó 17 bản chưa có điện lưới."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 có hiệu lực từ ngày 1/7/2026."),
    (
        "an_ninh_mang",
        "Luật số 116/2025/QH15 thay thế Luật An toàn thông tin mạng số 86/2015/QH13 và Luật An ninh mạng số 24/2018/QH14.",
    ),
    ("an_ninh_mang", "Từ 01/3/2025, quản lý nhà nước về an toàn thông tin mạng chuyển sang Bộ Công an."),
)

FALSE: tuple[tuple[str, str], ...] = (
    # numbers that are not there
    ("ha_giang", "Tỉnh Hà Giang có 321 thôn được đề nghị hỗ trợ."),
    ("ha_giang", "Hà Giang có 24.000 thôn chưa có dịch vụ thông tin di động."),
    ("ha_giang", "Các doanh nghiệp đã phủ sóng cho 21.000 thôn, bản lõm sóng."),
    ("tin_gia", "Facebook đã chặn, gỡ 1.960 bài viết vi phạm."),
    ("tin_gia", "Facebook đạt tỷ lệ chặn, gỡ 99% bài viết vi phạm."),
    ("hung_yen", "Hơn 125 nghìn thuê bao di động đã được đối chiếu với Cơ sở dữ liệu quốc gia về dân cư."),
    ("tro_choi", "Người dưới 18 tuổi được chơi không quá 90 phút đối với mỗi trò chơi."),
    ("truyen_hinh", "Mỗi hộ nghèo được hỗ trợ tối đa 50 m cáp."),
    ("nghe_an", "Hai huyện Kỳ Sơn và Tương Dương còn ba mươi tám bản sóng yếu và năm mươi bản mất điện."),
    ("quang_ngai", "Tỉnh Quảng Ngãi còn 85 xã chưa có công chức có bằng cấp về CNTT."),
    # the right number for the wrong thing
    ("ha_giang", "Danh mục đấu thầu gồm 401 thôn về dịch vụ truy nhập Internet băng rộng cố định."),
    (
        "ha_giang",
        "Danh mục gồm 3.377 thôn về dịch vụ thông tin di động và 401 thôn về dịch vụ truy nhập Internet băng rộng cố định.",
    ),
    ("ha_giang", "Tỉnh Hà Giang có 24 thôn chưa có dịch vụ băng rộng cố định."),
    ("ha_giang", "Tỉnh Hà Giang có 2.100 thôn, bản lõm sóng đã được phủ sóng."),
    ("ha_giang", "Tỉnh Hà Giang có 401 thôn đưa ra đấu thầu dịch vụ thông tin di động."),
    ("tro_choi", "Người dưới 18 tuổi được chơi không quá 180 phút đối với mỗi trò chơi."),
    ("tin_gia", "Google đã gỡ 1.096 video trên YouTube."),
    ("tin_gia", "TikTok đã chặn, gỡ 47 đường dẫn và 323 tài khoản vi phạm."),
    ("hung_yen", "Khoảng 11 triệu thuê bao bị khóa do thông tin không chính xác."),
    ("nghe_an", "Trong đó, 17 bản đã có điện lưới và 21 bản chưa có điện lưới."),
    ("hung_yen", "Năm 2025 cơ quan chức năng phát hiện 31 điểm bán SIM đã đăng ký sẵn."),
    # units and labels
    ("tro_choi", "Người dưới 18 tuổi được chơi không quá 60 giờ đối với mỗi trò chơi."),
    ("tin_gia", "Mức phạt đối với tổ chức từ 10 tỷ đồng đến 20 tỷ đồng."),
    ("tin_gia", "Người đăng tin giả bị xử phạt theo Điều 110 Nghị định số 15/2020/NĐ-CP."),
    ("nghi_dinh_163", "Khoản 16 Nghị định số 163/2024/NĐ-CP quy định ba hình thức đăng ký thông tin thuê bao."),
    ("truyen_hinh", "Mỗi hộ nghèo được hỗ trợ tối đa 15 km cáp."),
    # dates
    ("nghi_dinh_163", "Nghị định số 163/2024/NĐ-CP có hiệu lực từ ngày 01/01/2025."),
    ("nghi_dinh_163", "Luật Viễn thông số 24/2023/QH15 có hiệu lực từ ngày 24/11/2023."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 có hiệu lực từ ngày 10/12/2025."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 được Quốc hội thông qua ngày 01/7/2026."),
    ("truyen_hinh", "Đà Nẵng ngừng phát sóng truyền hình tương tự vào ngày 11/01/2015."),
    ("truyen_hinh", "Tỉnh Sóc Trăng sẽ hoàn thành việc tắt sóng truyền hình tương tự trong năm 2021."),
    ("tin_gia", "Trung tâm Xử lý tin giả Việt Nam hoạt động từ tháng 10/2021."),
    ("hung_yen", "Từ năm 2023 đến tháng 12/2025, thông tin của hơn 125 triệu thuê bao đã được đối chiếu."),
    # document codes
    ("nghi_dinh_163", "Nghị định số 136/2024/NĐ-CP thay thế Nghị định số 25/2011/NĐ-CP."),
    ("nghi_dinh_163", "Nghị định số 163/2025/NĐ-CP có hiệu lực từ ngày 24/12/2024."),
    ("nghi_dinh_163", "Thông tư số 163/2024/TT-BTTTT quy định ba hình thức đăng ký thông tin thuê bao."),
    ("tro_choi", "Trò chơi điện tử trên mạng được quản lý theo Nghị định số 147/2023/NĐ-CP."),
    ("tin_gia", "Người đăng tin giả bị xử phạt theo Điều 101 Nghị định số 119/2020/NĐ-CP."),
    (
        "quang_ngai",
        "Chính phủ đã ban hành Quyết định số 179/QĐ-TTg quy định mức hỗ trợ người làm công tác chuyên trách.",
    ),
    # roles turned round
    ("nghi_dinh_163", "Nghị định số 25/2011/NĐ-CP thay thế Nghị định số 163/2024/NĐ-CP."),
    ("nghi_dinh_163", "Nghị định số 163/2024/NĐ-CP được thay thế bằng Nghị định số 25/2011/NĐ-CP."),
    ("tro_choi", "Nghị định số 72/2013/NĐ-CP thay thế Nghị định số 147/2024/NĐ-CP."),
    ("an_ninh_mang", "Luật số 86/2015/QH13 thay thế Luật An ninh mạng số 116/2025/QH15."),
    ("nam_dinh", "Nghị định số 15/2020/NĐ-CP sửa đổi, bổ sung Nghị định số 14/2022/NĐ-CP."),
    ("nghi_dinh_163", "Nghị định số 25/2011/NĐ-CP có hiệu lực từ ngày 24/12/2024."),
    # negation
    ("ha_giang", "Tỉnh Hà Giang có 24 thôn có dịch vụ thông tin di động."),
    ("ha_giang", "Tỉnh Hà Giang có 219 thôn đã có dịch vụ băng rộng cố định."),
    ("ha_giang", "Bộ TT&TT không nhận trách nhiệm về việc Chương trình viễn thông công ích triển khai chậm."),
    ("nghi_dinh_163", "Doanh nghiệp viễn thông không phải chịu trách nhiệm xác thực thông tin thuê bao."),
    ("truyen_hinh", "Hộ gia đình phải trả tiền khi thiết bị được lắp đặt tại nhà."),
    ("quang_ngai", "Người kiêm nhiệm thuộc đối tượng của Nghị định số 179/2025/NĐ-CP."),
    ("quang_ngai", "Tỉnh Quảng Ngãi có 58 xã có công chức có bằng cấp về CNTT."),
    ("nghe_an", "Hai huyện Kỳ Sơn và Tương Dương còn 38 bản không có điện lưới."),
    ("nghe_an", "Trong đó, 17 bản đã có điện lưới."),
    ("tro_choi", "Người chơi không phải xác thực tài khoản bằng số điện thoại di động tại Việt Nam."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 không có hiệu lực từ ngày 01/7/2026."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 hết hiệu lực từ ngày 01/7/2026."),
    ("hung_yen", "Khoảng 06 triệu thuê bao chưa bị khóa do thông tin không chính xác."),
    # plans told as deeds
    ("truyen_hinh", "Tỉnh Sóc Trăng đã hoàn thành việc tắt sóng truyền hình tương tự trong năm 2020."),
    ("nam_dinh", "Bộ TT&TT đã trình Chính phủ ban hành Nghị định thay thế Nghị định số 72/2013/NĐ-CP trong năm 2024."),
    ("hung_yen", "Hơn 125 triệu thuê bao di động sẽ được đối chiếu với Cơ sở dữ liệu quốc gia về dân cư."),
    # opposites and quantifiers
    ("truyen_hinh", "Mỗi hộ nghèo được hỗ trợ tối thiểu 15 m cáp."),
    ("tro_choi", "Người trên 18 tuổi được chơi không quá 60 phút đối với mỗi trò chơi."),
    ("nghi_dinh_163", "Từ số thứ tư trở lên, người dân đăng ký trực tuyến."),
    ("nghi_dinh_163", "Đăng ký trực tiếp chỉ áp dụng đối với ba số thuê bao đầu tiên của một giấy tờ tùy thân."),
    ("nam_dinh", "Tất cả tài khoản được đăng bài, bình luận, livestream trên mạng xã hội theo dự thảo."),
    # bodies and places
    (
        "an_ninh_mang",
        "Từ ngày 01/3/2025, nhiệm vụ quản lý nhà nước về an toàn thông tin mạng đã chuyển sang Bộ Quốc phòng.",
    ),
    ("an_ninh_mang", "Từ ngày 01/3/2025, nhiệm vụ này chuyển từ Bộ Công an sang Bộ Thông tin và Truyền thông."),
    ("ha_giang", "Tỉnh Cao Bằng có 231 thôn được đề nghị hỗ trợ."),
    (
        "truyen_hinh",
        "Cần Thơ là địa phương đầu tiên ngừng phát sóng truyền hình tương tự mặt đất, vào ngày 01/11/2015.",
    ),
    ("truyen_hinh", "Kinh phí do Ngân hàng Chính sách xã hội bảo đảm."),
    ("tin_gia", "Viettel đã chặn, gỡ 1.096 bài viết vi phạm."),
    ("quang_ngai", "Việc giao biên chế cho cấp xã theo hướng dẫn của Bộ Tài chính."),
    ("hung_yen", "Tại tỉnh Nam Định, năm 2025 cơ quan chức năng đã kiểm tra 31 điểm cung cấp dịch vụ viễn thông."),
    # quotations and links that are not there
    ("ha_giang", "Bộ TT&TT nêu: “Tỉnh Hà Giang đã được phủ sóng hoàn toàn” tại thôn."),
    ("tin_gia", "Người dân phản ánh tin giả tại địa chỉ tin-gia.com và tổng đài 18008108."),
    ("tin_gia", "Người dân phản ánh tin giả tại tổng đài 18001091."),
    # claims of its own
    ("ha_giang", "Tỉnh Hà Giang có 231 thôn được đề nghị hỗ trợ và mỗi gia đình nhận một máy tính bảng."),
    ("truyen_hinh", "Mỗi hộ nghèo được hỗ trợ 01 đầu thu và được vay vốn lãi suất ưu đãi."),
    ("quang_ngai", "Cán bộ chuyên trách được hỗ trợ gấp đôi lương cơ sở."),
    ("nghe_an", "Việc dựng trạm phụ thuộc vào chương trình cấp điện, do lãnh đạo địa phương tham ô nên bị chậm."),
    ("hung_yen", "Citizens should contact their operator to verify their subscription information."),
    ("tro_choi", "Trời hôm nay đẹp và tôi rất vui được giúp bạn."),
)

FRESH_TRUE: tuple[tuple[str, str], ...] = (
    ("ha_giang", "Phần lớn các thôn này thuộc các huyện vùng cao núi đá."),
    ("ha_giang", "Hồ sơ mời thầu phải hoàn thiện theo quy định mới về đấu thầu."),
    ("ha_giang", "Qua rà soát, phát hiện thêm 420 thôn, bản lõm sóng mới cần đầu tư."),
    ("ha_giang", "Theo báo cáo Quốc hội ngày 7 tháng 11 năm 2023, đã phủ sóng 2.100 thôn, bản lõm sóng."),
    ("nghi_dinh_163", "Nghị định này được Chính phủ ban hành ngày 24/12/2024 và có hiệu lực cùng ngày."),
    ("nghi_dinh_163", "Các quy định về thông tin thuê bao tại Nghị định 49/2017/NĐ-CP đã được thay thế."),
    ("nghi_dinh_163", "Doanh nghiệp phải xử lý SIM có thông tin thuê bao không đầy đủ, không chính xác."),
    ("tro_choi", "Doanh nghiệp phải có biện pháp kỹ thuật tự động ngắt khi hết giờ chơi."),
    ("tro_choi", "Trò chơi điện tử trên mạng hiện được quản lý theo Nghị định 147/2024/NĐ-CP, từ ngày 25/12/2024."),
    (
        "tro_choi",
        "Thời gian chơi của người dưới 18 tuổi không quá 60 phút mỗi trò chơi và không quá 180 phút một ngày.",
    ),
    ("tin_gia", "Google đã gỡ 1.670 video vi phạm trên YouTube, đạt tỷ lệ 93%."),
    ("tin_gia", "VAFC thẩm định và công bố tin giả để người dân nhận biết."),
    ("tin_gia", "Mức phạt đối với tổ chức đăng tin giả là 10 triệu đồng đến 20 triệu đồng."),
    ("truyen_hinh", "Bốn thành phố lớn ngừng phát sóng truyền hình tương tự trong các ngày 15 và 16/8/2016."),
    ("truyen_hinh", "Hộ nghèo và hộ cận nghèo được hỗ trợ đầu thu truyền hình số mặt đất, ăng ten và cáp."),
    ("hung_yen", "Cơ quan chức năng đã chuyển Công an tỉnh xác minh 3 trường hợp."),
    ("hung_yen", "Khoảng 6 triệu thuê bao đã bị khóa vì thông tin không chính xác."),
    ("nam_dinh", "Năm 2023, tỉnh Nam Định đã xử phạt 08 trường hợp vi phạm."),
    ("nam_dinh", "Nghị định mới dự kiến được trình Chính phủ ban hành trong năm 2024."),
    ("quang_ngai", "Cán bộ, công chức, viên chức được giao nhiệm vụ chuyên trách là đối tượng hưởng mức hỗ trợ."),
    (
        "quang_ngai",
        "Việc giao biên chế cho cấp xã thuộc thẩm quyền của UBND tỉnh Quảng Ngãi theo hướng dẫn của Bộ Nội vụ.",
    ),
    ("nghe_an", "Trong 38 bản đó, 21 bản đã có điện lưới và 17 bản chưa có điện lưới."),
    ("nghe_an", "Chương trình cấp điện nông thôn, miền núi do Bộ Công Thương chủ trì."),
    ("nghe_an", "Ở nơi chưa có điện lưới quốc gia, việc dựng trạm phụ thuộc vào tiến độ chương trình cấp điện."),
    ("an_ninh_mang", "Quốc hội thông qua Luật An ninh mạng số 116/2025/QH15 ngày 10/12/2025."),
    ("an_ninh_mang", "Ở địa phương, nhiệm vụ này chuyển sang Công an tỉnh."),
)

FRESH_FALSE: tuple[tuple[str, str], ...] = (
    ("ha_giang", "Phần lớn các thôn này thuộc các huyện biên giới."),
    ("ha_giang", "Theo báo cáo Quốc hội ngày 11/7/2023, đã phủ sóng 2.100 thôn."),
    ("ha_giang", "Các doanh nghiệp đã phủ sóng cho 420 thôn, bản lõm sóng."),
    ("ha_giang", "Qua rà soát, không phát hiện thêm thôn, bản lõm sóng mới."),
    ("ha_giang", "Đã hoàn thành đấu thầu 401 thôn về dịch vụ thông tin di động."),
    ("ha_giang", "Danh mục gồm 401 xã về dịch vụ thông tin di động."),
    ("ha_giang", "Chương trình viễn thông công ích triển khai nhanh."),
    ("nghi_dinh_163", "Nghị định số 49/2017/NĐ-CP có hiệu lực từ ngày 24/12/2024."),
    ("nghi_dinh_163", "Nghị định số 163/2024/NĐ-CP ban hành ngày 24/4/2017."),
    ("nghi_dinh_163", "Đăng ký trực tuyến áp dụng đối với năm số thuê bao đầu tiên của một giấy tờ tùy thân."),
    ("nghi_dinh_163", "Từ số thứ ba trở lên, người dân phải đến đăng ký trực tiếp."),
    ("nghi_dinh_163", "Bộ trưởng đã ban hành Nghị định số 163/2024/NĐ-CP quy định chi tiết Luật Viễn thông."),
    ("nghi_dinh_163", "Luật Viễn thông số 24/2023/QH15 thay thế Nghị định số 163/2024/NĐ-CP."),
    ("tro_choi", "Người dưới 16 tuổi được chơi không quá 60 phút đối với mỗi trò chơi."),
    ("tro_choi", "Người dưới 18 tuổi đăng ký qua cha, mẹ hoặc người giám hộ."),
    ("tro_choi", "Nghị định số 147/2024/NĐ-CP có hiệu lực từ ngày 09/11/2024."),
    ("tro_choi", "Người dưới 18 tuổi được chơi ít nhất 60 phút đối với mỗi trò chơi."),
    ("tro_choi", "Doanh nghiệp không cần có biện pháp kỹ thuật để tự động ngắt khi hết thời gian."),
    ("tin_gia", "TikTok đạt tỷ lệ 93 % đường dẫn và tài khoản vi phạm bị chặn, gỡ."),
    ("tin_gia", "Mức phạt đối với cá nhân từ 10 triệu đồng đến 20 triệu đồng."),
    ("tin_gia", "Mức phạt đối với tổ chức từ 20 triệu đồng đến 30 triệu đồng."),
    ("tin_gia", "Zalo đã chặn, gỡ 323 đường dẫn."),
    ("tin_gia", "Từ ngày 01/01/2022 đến ngày 29/3/2023, Facebook đã gỡ 1.096 bài viết."),
    ("truyen_hinh", "Mỗi hộ nghèo được hỗ trợ 02 đầu thu truyền hình số mặt đất."),
    ("truyen_hinh", "Kinh phí do ngân sách địa phương bảo đảm."),
    ("truyen_hinh", "Đà Nẵng là địa phương cuối cùng ngừng phát sóng truyền hình tương tự mặt đất."),
    ("truyen_hinh", "Tỉnh Sóc Trăng không hoàn thành việc tắt sóng truyền hình tương tự trong năm 2020."),
    ("hung_yen", "Khoảng 06 triệu thuê bao đã được chuẩn hóa lại thông tin."),
    ("hung_yen", "Khoảng 11 tỷ thuê bao đã được chuẩn hóa lại thông tin."),
    ("hung_yen", "Năm 2024 cơ quan chức năng đã kiểm tra 31 điểm cung cấp dịch vụ viễn thông."),
    ("hung_yen", "Tại tỉnh Hưng Yên, khoảng 11 triệu thuê bao đã được chuẩn hóa lại thông tin."),
    ("hung_yen", "Các điểm bán SIM vi phạm đã bị rút giấy phép vĩnh viễn."),
    ("nam_dinh", "Năm 2023 tỉnh Nam Định đã xử phạt 80 trường hợp."),
    ("nam_dinh", "Nghị định số 72/2013/NĐ-CP thay thế Nghị định số 15/2020/NĐ-CP."),
    ("nam_dinh", "Bộ TT&TT đã hoàn thiện Nghị định thay thế Nghị định số 72/2013/NĐ-CP."),
    ("nam_dinh", "Dự thảo quy định tài khoản chưa xác thực được đăng bài, bình luận, livestream trên mạng xã hội."),
    ("nam_dinh", "Sở TT&TT tỉnh Nam Định phối hợp với Bộ Công an xác minh, xử lý tài khoản vi phạm."),
    ("quang_ngai", "Đối tượng hưởng là cán bộ, công chức, viên chức kiêm nhiệm."),
    ("quang_ngai", "Trong 58 xã, phường của tỉnh Quảng Ngãi còn 96 xã chưa có công chức có bằng cấp về CNTT."),
    ("quang_ngai", "Theo báo cáo của tỉnh đến tháng 10/2024, còn 58 xã chưa có công chức có bằng cấp về CNTT."),
    ("quang_ngai", "Chính phủ dự kiến ban hành Nghị định số 179/2025/NĐ-CP quy định mức hỗ trợ."),
    ("nghe_an", "Hai huyện Kỳ Sơn và Quế Phong còn 38 bản sóng yếu hoặc chưa có sóng di động."),
    ("nghe_an", "Chương trình cấp điện nông thôn, miền núi do Bộ Xây dựng chủ trì."),
    ("nghe_an", "Hai huyện Kỳ Sơn và Tương Dương còn 21 bản sóng yếu hoặc chưa có sóng di động."),
    ("nghe_an", "Trạm thu phát sóng di động không cần nguồn điện ổn định để hoạt động liên tục."),
    ("an_ninh_mang", "Luật An ninh mạng số 24/2018/QH14 có hiệu lực từ ngày 01/7/2026."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 sửa đổi Luật An ninh mạng số 24/2018/QH14."),
    ("an_ninh_mang", "Ở địa phương, nhiệm vụ này chuyển từ Công an tỉnh sang Sở Thông tin và Truyền thông."),
    ("an_ninh_mang", "Quốc hội thông qua Luật số 116/2025/QH15 ngày 12/10/2025."),
    (
        "an_ninh_mang",
        "Từ ngày 01/3/2026, nhiệm vụ quản lý nhà nước về an toàn thông tin mạng đã chuyển sang Bộ Công an.",
    ),
)

LATER_FALSE: tuple[tuple[str, str], ...] = (
    ("ha_giang", "Tỉnh Hà Giang có 219 thôn chưa có dịch vụ thông tin di động."),
    ("ha_giang", "Bộ TT&TT đã báo cáo Chính phủ ngày 07/11/2023."),
    ("ha_giang", "Danh mục thôn không phải rà soát nhiều lần."),
    ("ha_giang", "Tính đến tháng 4/2024, danh mục gồm 401 thôn về dịch vụ thông tin di động."),
    ("ha_giang", "Các doanh nghiệp sẽ phủ sóng cho 2.100 thôn, bản lõm sóng."),
    ("nghi_dinh_163", "Người dân chịu trách nhiệm xác thực, lưu giữ, quản lý thông tin thuê bao."),
    ("nghi_dinh_163", "Luật Viễn thông số 24/2023/QH15 có hiệu lực từ ngày 24/12/2024."),
    ("nghi_dinh_163", "Điều 16 Luật Viễn thông số 24/2023/QH15 quy định ba hình thức đăng ký thông tin thuê bao."),
    ("nghi_dinh_163", "Từ số thứ tư trở lên, người dân không phải đến đăng ký trực tiếp."),
    ("tro_choi", "Người trên 16 tuổi đăng ký qua cha, mẹ hoặc người giám hộ."),
    ("tro_choi", "Người chơi phải xác thực tài khoản bằng số điện thoại di động tại nước ngoài."),
    ("tro_choi", "Nghị định số 27/2018/NĐ-CP thay thế Nghị định số 72/2013/NĐ-CP."),
    ("tin_gia", "Google đã gỡ 47 video trên YouTube."),
    ("tin_gia", "TikTok đã chặn, gỡ 1.670 đường dẫn."),
    ("tin_gia", "Trung tâm Xử lý tin giả Việt Nam của Bộ Công an hoạt động từ tháng 01/2021."),
    ("truyen_hinh", "Tám thành phố lớn ngừng phát sóng truyền hình tương tự."),
    ("truyen_hinh", "Mỗi hộ khá giả được hỗ trợ 01 đầu thu truyền hình số mặt đất."),
    ("truyen_hinh", "Tỉnh Sóc Trăng là địa phương đầu tiên ngừng phát sóng truyền hình tương tự mặt đất."),
    ("hung_yen", "Phát hiện 03 điểm bán SIM đã đăng ký sẵn."),
    ("hung_yen", "Hơn 125 triệu thuê bao bị khóa do thông tin không chính xác."),
    ("nam_dinh", "Nghị định thay thế Nghị định số 72/2013/NĐ-CP đã được ban hành trong năm 2024."),
    ("nam_dinh", "Năm 2023 Công an tỉnh Nam Định đã xử phạt 08 doanh nghiệp."),
    ("quang_ngai", "Người kiêm nhiệm thuộc đối tượng hưởng."),
    ("quang_ngai", "Tỉnh Quảng Ngãi có 96 xã chưa có công chức có bằng cấp về CNTT."),
    ("quang_ngai", "Việc giao biên chế cho cấp xã thuộc thẩm quyền của Bộ Nội vụ."),
    ("nghe_an", "21 bản chưa có điện lưới."),
    ("nghe_an", "Việc dựng trạm do Bộ Công Thương tổ chức thực hiện."),
    (
        "an_ninh_mang",
        "Từ ngày 01/7/2026, nhiệm vụ quản lý nhà nước về an toàn thông tin mạng đã chuyển sang Bộ Công an.",
    ),
    ("an_ninh_mang", "Luật An ninh mạng số 24/2018/QH14 được Quốc hội thông qua ngày 10/12/2025."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 có hiệu lực từ ngày 12/6/2018."),
)

UNTUNED_FALSE: tuple[tuple[str, str], ...] = (
    ("ha_giang", "Tỉnh Hà Giang có 24 thôn chưa có điện."),
    ("ha_giang", "Danh mục ra đấu thầu gồm 420 thôn, bản lõm sóng mới."),
    ("ha_giang", "Doanh nghiệp xin nhận trách nhiệm về việc Chương trình viễn thông công ích triển khai chậm."),
    ("ha_giang", "Đến tháng 3/2025, tỉnh Hà Giang có 231 thôn được đề nghị hỗ trợ."),
    ("nghi_dinh_163", "Hình thức đăng ký trực tuyến áp dụng đối với mọi thuê bao."),
    ("nghi_dinh_163", "Nghị định số 163/2024/NĐ-CP quy định hai hình thức đăng ký thông tin thuê bao."),
    ("nghi_dinh_163", "Luật Viễn thông có hiệu lực từ ngày 24/12/2024."),
    ("nghi_dinh_163", "Doanh nghiệp viễn thông được lưu giữ SIM có thông tin thuê bao không đầy đủ."),
    ("tro_choi", "Doanh nghiệp phải ngắt khi người chơi dưới 18 tuổi chơi 60 phút một ngày."),
    ("tro_choi", "Người dưới 18 tuổi không được chơi trò chơi."),
    ("tin_gia", "Facebook đã chặn, gỡ 323 bài viết vi phạm."),
    ("tin_gia", "Người đăng tin giả bị xử phạt theo Điều 15 Nghị định số 15/2020/NĐ-CP."),
    ("tin_gia", "Người đăng tin giả bị phạt tù."),
    ("truyen_hinh", "Hộ cận nghèo không được hỗ trợ đầu thu truyền hình số mặt đất."),
    ("truyen_hinh", "Bốn thành phố lớn ngừng phát sóng truyền hình tương tự vào ngày 01/11/2015."),
    ("truyen_hinh", "Hộ gia đình phải trả tiền 15 m cáp."),
    ("hung_yen", "Khoảng 125 triệu thuê bao bị khóa."),
    ("hung_yen", "Công an tỉnh phát hiện 05 trường hợp."),
    ("nam_dinh", "Nghị định số 72/2013/NĐ-CP dự kiến trình Chính phủ ban hành trong năm 2024."),
    ("nam_dinh", "Chỉ tài khoản chưa xác thực mới được livestream trên mạng xã hội."),
    ("quang_ngai", "Bộ Nội vụ đã ban hành Nghị định số 179/2025/NĐ-CP."),
    ("quang_ngai", "Trong 96 xã, phường, đặc khu của tỉnh Quảng Ngãi có 58 xã có công chức có bằng cấp về CNTT."),
    ("nghe_an", "Tại hai huyện Kỳ Sơn và Tương Dương còn 21 bản chưa có sóng di động."),
    ("nghe_an", "Các thôn, bản có điện lưới quốc gia phụ thuộc vào tiến độ của chương trình cấp điện."),
    ("nghe_an", "Chương trình cấp điện nông thôn do Ủy ban nhân dân tỉnh chủ trì."),
    ("an_ninh_mang", "Luật An toàn thông tin mạng số 86/2015/QH13 có hiệu lực từ ngày 01/7/2026."),
    ("an_ninh_mang", "Nhiệm vụ quản lý nhà nước về an toàn thông tin mạng đã chuyển từ Bộ Công an trước đây."),
    ("an_ninh_mang", "Luật An ninh mạng số 116/2025/QH15 và Luật số 24/2018/QH14 cùng có hiệu lực."),
)
