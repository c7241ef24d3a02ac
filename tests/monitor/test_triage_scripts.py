"""Triage where words are not set apart, or carry prefixes and particles."""

import tomllib
from pathlib import Path

import pytest

from monitor.errors import VocabularyError
from monitor.passage import Attached, fold, passage
from monitor.triage import Item, Verdict, triage
from monitor.vocabulary import Vocabulary, parse_vocabulary

KEYWORDS = Path(__file__).parents[2] / "config" / "keywords"
LANGUAGES = ("ar", "he", "ja", "ko", "mt", "zh")
VOCABULARY = parse_vocabulary(
    {lang: tomllib.loads((KEYWORDS / f"{lang}.toml").read_text("utf-8")) for lang in LANGUAGES}
)


def judge(lang: str, title: str, summary: str = "", own: str | None = None) -> Verdict:
    return triage(Item(title, summary, lang, None, own), VOCABULARY)


def tiny(term: str, **attached: list[str]) -> Vocabulary:
    file = {"areas": {"health": {"strong": [term]}}, "law": {"instruments": ["act"]}}
    return parse_vocabulary({"xx": {**file, "attached": attached} if attached else file})


CHANGES = {
    "ar": [
        (
            "مجلس الوزراء السعودي يوافق على تعديل نظام الإقامة المميزة",
            "permanent_residence",
            "SAU",
        ),
        ("نشر قانون معدل لقانون الإقامة وشؤون الأجانب في الأردن", "permanent_residence", "JOR"),
        (
            "الأردن: إقرار نظام رسوم تصاريح العمل للعمال غير الأردنيين",
            "labour_market_mobility",
            "JOR",
        ),
        ("السعودية تلغي نظام الكفالة للعمالة الوافدة", "labour_market_mobility", "SAU"),
        ("الإمارات تصدر قانوناً لمكافحة التمييز والكراهية", "anti_discrimination", "ARE"),
        ("البرلمان الألماني يقر تعليق لمّ شمل أسر اللاجئين", "family_reunion", "DEU"),
        ("قرار بالتأمين الصحي للوافدين في الإمارات", "health", "ARE"),
        ("السماح للطلبة اللاجئين بدخول المدارس بقرار أردني", "education", "JOR"),
        (
            "أيرلندا تسمح للأجانب بالتصويت في الانتخابات المحلية",
            "political_participation",
            "IRL",
        ),
        ("مرسوم بتعديل قانون الجنسية السعودية", "access_to_nationality", "SAU"),
    ],
    "he": [
        (
            "הכנסת אישרה את הארכת הוראת השעה בחוק האזרחות והכניסה לישראל",
            "family_reunion",
            "ISR",
        ),
        ("הצעת חוק לתיקון חוק השבות: ביטול סעיף הנכד", "access_to_nationality", "ISR"),
        (
            "הממשלה אישרה הגדלת מכסת העובדים הזרים בענף הבנייה",
            "labour_market_mobility",
            "ISR",
        ),
        ("תיקון לחוק הכניסה לישראל עבר בקריאה ראשונה", "permanent_residence", "ISR"),
        ("תקנות חדשות: ביטוח בריאות למבקשי מקלט", "health", "ISR"),
        ("תיקון לחוק איסור הפליה במוצרים עבר בכנסת", "anti_discrimination", "ISR"),
        ("ועדת החינוך אישרה תקנות בדבר שיבוץ ילדי פליטים בגנים", "education", "ISR"),
        ("גרמניה: הבונדסטאג קיצר את תקופת ההתאזרחות בחוק", "access_to_nationality", "DEU"),
        ("הפרלמנט בדנמרק החמיר את התנאים לאיחוד משפחות", "family_reunion", "DNK"),
        (
            "באירלנד אושר חוק: זכות הצבעה לזרים בבחירות המקומיות",
            "political_participation",
            "IRL",
        ),
    ],
    "ja": [
        ("改正入管法が成立、永住許可の取り消し要件を追加", "permanent_residence", "JPN"),
        ("育成就労制度の運用方針を閣議決定", "labour_market_mobility", "JPN"),
        ("国籍法の一部を改正する法律案を国会に提出", "access_to_nationality", "JPN"),
        ("家族滞在の在留資格、要件を緩和　省令を改正", "family_reunion", "JPN"),
        ("外国人児童の日本語指導を拡大　文科省が指針改定", "education", "JPN"),
        ("外国籍住民に投票権を認める条例案、市議会で可決", "political_participation", "JPN"),
        ("ヘイトスピーチに罰金を科す条例が施行", "anti_discrimination", "JPN"),
        ("外国人の国民健康保険、省令改正で前納制に", "health", "JPN"),
        ("ドイツ、帰化要件を厳格化する法案を可決", "access_to_nationality", "DEU"),
        ("タイ政府、移民労働者の就労許可を延長", "labour_market_mobility", "THA"),
    ],
    "ko": [
        ("국적법 일부개정법률안 국회 본회의 통과", "access_to_nationality", "KOR"),
        (
            "출입국관리법 시행규칙 개정안 입법예고…영주자격 요건 완화",
            "permanent_residence",
            "KOR",
        ),
        (
            "외국인근로자 사업장 변경 제한 완화, 고용허가제 개편",
            "labour_market_mobility",
            "KOR",
        ),
        ("다문화 학생을 위한 한국어학급 확대 시행령 의결", "education", "KOR"),
        ("외국인 건강보험 피부양자 자격을 강화하는 법률 시행", "health", "KOR"),
        ("포괄적 차별금지법안 국회에 발의", "anti_discrimination", "KOR"),
        ("외국인 참정권을 제한하는 공직선거법 개정", "political_participation", "KOR"),
        ("결혼이민자 비자 발급 기준 고시 개정", "family_reunion", "KOR"),
        ("독일에서 귀화 기간을 단축하는 법안 가결", "access_to_nationality", "DEU"),
        ("덴마크 의회, 난민 가족결합 요건 강화", "family_reunion", "DNK"),
    ],
    "mt": [
        (
            "Il-Parlament japprova emendi għall-Att dwar iċ-Ċittadinanza",
            "access_to_nationality",
            "MLT",
        ),
        (
            "Avviż Legali jemenda r-regolamenti dwar ir-riunifikazzjoni tal-familja",
            "family_reunion",
            "MLT",
        ),
        (
            "Jidħlu fis-seħħ regoli ġodda għall-ħaddiema barranin",
            "labour_market_mobility",
            "MLT",
        ),
        (
            "Regolamenti dwar residenti għal żmien twil jinbidlu",
            "permanent_residence",
            "MLT",
        ),
        (
            "Abbozz ta’ liġi kontra r-razziżmu jgħaddi mill-ewwel qari",
            "anti_discrimination",
            "MLT",
        ),
        (
            "Skema ġdida tal-Gvern għat-tfal migranti fl-iskejjel tintroduċi l-Malti",
            "education",
            "MLT",
        ),
        (
            "Konsultazzjoni pubblika dwar id-dritt tal-vot għall-barranin",
            "political_participation",
            "MLT",
        ),
        ("Liġi ġdida dwar kura tas-saħħa għal persuni li jfittxu ażil", "health", "MLT"),
        (
            "Fil-Ġermanja approvata liġi li tħaffef in-naturalizzazzjoni",
            "access_to_nationality",
            "DEU",
        ),
        ("Id-Danimarka tirrestrinġi r-riunifikazzjoni tal-familji", "family_reunion", "DNK"),
    ],
    "zh": [
        ("国务院公布修订后的外国人永久居留管理条例", "permanent_residence", "CHN"),
        ("外国人来华工作许可新规将于下月起施行", "labour_market_mobility", "CHN"),
        ("全国人大常委会审议国籍法修正草案", "access_to_nationality", "CHN"),
        ("外籍人员子女学校招生办法修订印发", "education", "CHN"),
        ("在华外国人参加医疗保险办法征求意见", "health", "CHN"),
        ("关于修改外国人入境出境管理条例的决定", "permanent_residence", "CHN"),
        ("丹麦收紧难民家庭团聚规定", "family_reunion", "DNK"),
        ("西班牙议会通过反种族歧视法", "anti_discrimination", "ESP"),
        ("爱尔兰议会通过法案 外国居民可在地方选举投票", "political_participation", "IRL"),
        ("韩国放宽外籍劳工更换雇主的限制", "labour_market_mobility", "KOR"),
    ],
}
NEAR_MISSES = {
    "ar": [
        "ضبط 20 ألف مخالف لأنظمة الإقامة والعمل وأمن الحدود",
        "محكمة التمييز تصدر قراراً في قضية عقارية",
        "قانون الاستثمار الأجنبي الجديد يدخل حيز التنفيذ",
        "غرق قارب يقل مهاجرين قبالة السواحل",
        "إقامة معرض للكتاب بقرار من الوزارة",
        "تعديل قانون الضمان الاجتماعي",
    ],
    "he": [
        "כדורגלן זר קיבל אזרחות והצטרף לנבחרת",
        "תיקון לחוק שוויון הזדמנויות לאנשים עם מוגבלות",
        "חוק עידוד השקעות זרות אושר",
        "שיעורי אזרחות בבתי הספר: תוכנית חדשה אושרה",
        "ספינת מהגרים טבעה",
        "תיקון לפקודת התעבורה עבר בקריאה ראשונה",
    ],
    "ja": [
        "大相撲の力士が日本国籍を取得、帰化を官報告示",
        "買い物難民対策の条例を制定",
        "障害者差別解消法が改正、来年施行",
        "多国籍企業への課税を強化する法案可決",
        "在留外国人数が過去最高、入管庁が統計公表",
        "移住定住促進条例を制定",
    ],
    "ko": [
        "외국인 순매수에 코스피 상승",
        "귀화 선수 국가대표 발탁",
        "외국인 투자 촉진법 개정",
        "불법체류 외국인 20명 단속, 강제퇴거 조치",
        "장애인차별금지법 개정 시행",
        "전세난민 대책 법안 발의",
    ],
    "mt": [
        "Salvati 60 migrant minn dgħajsa",
        "Emendi għall-Att dwar l-ugwaljanza bejn l-irġiel u n-nisa",
        "Ministru għall-Affarijiet Barranin jiltaqa’ mal-ambaxxatur",
        "Statistika: is-sena li għaddiet żdiedu l-applikazzjonijiet għall-ażil",
        "Investiment barrani: liġi ġdida",
        "Il-Parlament japprova l-Att dwar il-Baġit",
    ],
    "zh": [
        "国务院公布水库移民安置条例修订草案",
        "多国籍企业税收办法施行",
        "归化球员入籍后首次代表国足出战",
        "男女平等法修正案获通过",
        "农民工子女入学政策发布",
        "国家统计局：今年入境旅游人数同比增长",
    ],
}


@pytest.mark.parametrize(
    ("lang", "title", "area", "place"),
    [(lang, *change) for lang, changes in CHANGES.items() for change in changes],
)
def test_a_change_of_law_is_found_with_its_area_and_place(lang, title, area, place):
    verdict = judge(lang, title)

    assert verdict.relevant, verdict
    assert verdict.areas == (area,)
    assert verdict.jurisdiction == place


@pytest.mark.parametrize(
    ("lang", "title"),
    [(lang, title) for lang, titles in NEAR_MISSES.items() for title in titles],
)
def test_what_only_looks_like_a_change_of_integration_law_is_left_alone(lang, title):
    assert not judge(lang, title).relevant, judge(lang, title)


def test_a_name_in_katakana_is_not_found_within_another_word():
    assert judge("ja", "タイの国籍法が改正").jurisdiction == "THA"
    assert judge("ja", "スタイルの異なる国籍法が改正").jurisdiction == "JPN"


def test_a_longer_name_is_not_also_the_shorter_one():
    assert judge("zh", "印度尼西亚修订国籍法").jurisdiction == "IDN"
    assert judge("zh", "印度修订国籍法").jurisdiction == "IND"


def test_korean_particles_are_part_of_no_name():
    assert judge("ko", "인도가 국적법 개정").jurisdiction == "IND"
    assert judge("ko", "인도적 사유로 국적법 개정").jurisdiction == "KOR"


@pytest.mark.parametrize("place", ["في الأردن", "بالاردن", "للأردن", "والأُردُنّ", "الأردنـــي"])
def test_an_arabic_name_is_found_however_it_is_written(place):
    assert judge("ar", f"تعديل قانون الجنسية {place}").jurisdiction == "JOR"


@pytest.mark.parametrize("place", ["בגרמניה", "גרמניה", "וגרמניה", "לגרמניה"])
def test_a_hebrew_name_is_found_behind_its_prefix(place):
    assert judge("he", f"תיקון לחוק האזרחות {place}").jurisdiction == "DEU"


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ar", "الأردن يقر قانونا بشأن عمل لاجئين من سوريا"),
        ("he", "תיקון לחוק בדבר העסקת פליטים מסוריה"),
        ("mt", "Liġi ġdida dwar ħaddiema migranti mis-Sirja"),
        ("zh", "新法允许来自叙利亚的难民就业"),
    ],
)
def test_where_people_come_from_is_not_where_the_law_changes(lang, title):
    verdict = judge(lang, title)

    assert verdict.relevant
    assert verdict.jurisdiction != "SYR"


@pytest.mark.parametrize("article", ["Il-", "Fil-", "mill-", "tal-", "Lill-"])
def test_a_maltese_article_is_part_of_no_name(article):
    found = VOCABULARY.lexicons["mt"].find(passage(f"{article}Ġermanja"))

    assert "DEU" in [hit.of for hit in found]


def test_the_reasons_quote_what_was_written():
    assert "“外国人” says that it is about migrants" in judge("zh", "外国人国籍法修改").because
    assert "“לחוק” is a kind of law" in judge("he", "תיקון לחוק האזרחות").because
    assert (
        "“الإقامة الدائمة” hints at permanent_residence"
        in judge("ar", "تعديل شروط الإقامة الدائمة").because
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EU加盟国のビザ", "eu 加 盟 国 の ビザ"),
        ("ヘイト・スピーチ", "ヘイト スピーチ"),
        ("H-1B비자", "h 1b비자"),
        ("مُواطِن", "مواطن"),
        ("قـــانون", "قانون"),
        ("إقامة أجنبي إلى", "اقامة اجنبي الي"),
        ("חֻקָּה יְשׁוּבִים", "חקה ישובים"),
        ("עולים־חדשים", "עולים חדשים"),
        ("tal-Att", "tal att"),
        ("*ビザ*", "*ビザ*"),
    ],
)
def test_words_are_told_apart(text, words):
    assert fold(text) == words


def test_a_star_has_no_use_behind_a_character():
    with pytest.raises(VocabularyError, match="is no term"):
        tiny("外国*")


@pytest.mark.parametrize(
    ("attached", "title", "found"),
    [
        ({"before": ["wa"]}, "wacare act", True),
        ({"before": ["wa"]}, "care act", True),
        ({"before": ["wa"]}, "awacare act", False),
        ({"after": ["eul"]}, "careeul act", True),
        ({"after": ["eul"]}, "careeuls act", False),
        ({}, "wacare act", False),
    ],
)
def test_a_term_is_found_with_what_its_language_attaches(attached, title, found):
    assert triage(Item(title, None, "xx"), tiny("care", **attached)).relevant is found


def test_where_any_letters_may_stand_nothing_is_attached():
    attached = Attached(before=("wa",), after=("eul",))

    assert set(attached.forms("care")) == {"care", "wacare", "careeul", "wacareeul"}
    assert set(attached.forms("care*")) == {"care*", "wacare*"}
    assert set(attached.forms("*care*")) == {"*care*"}


@pytest.mark.parametrize(
    ("attached", "says"),
    [
        ({"between": ["x"]}, "attached.between: unknown key"),
        ({"before": "x"}, "attached.before: a list is wanted"),
        ({"before": ["*"]}, "attached.before: '\\*' is no term"),
        (["x"], "attached: a table is wanted"),
    ],
)
def test_what_is_attached_amiss_is_named(attached, says):
    with pytest.raises(VocabularyError, match=says):
        parse_vocabulary({"xx": {"attached": attached}})


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.moj.go.jp/isa/1", "JPN"),
        ("https://opinion.lawmaking.go.kr/1", "KOR"),
        ("https://parlament.mt/1", "MLT"),
        ("https://www.nia.gov.cn/1", "CHN"),
        ("https://main.knesset.gov.il/1", "ISR"),
    ],
)
def test_an_official_address_says_whose_law_it_is(url, place):
    verdict = triage(Item("德国修改国籍法", None, "zh", url), VOCABULARY)

    assert verdict.jurisdiction == place
