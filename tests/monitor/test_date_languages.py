"""Each official language writes a day in its own ways: each is that day, or is not read."""

from datetime import UTC, datetime

import pytest

from monitor.dates import Dated, Precision, read_date

#: Friday, 20 November 2026, as gazettes, ministries, newspapers and their feeds write it: the
#: long form, bent as a date bends it, shortened, with its weekday, in numbers.
FRIDAY = """
af: 20 November 2026 | Vrydag 20 November 2026 | 20 Nov. 2026 | Vr., 20 Nov. 2026 |
    2026-11-20 | 20/11/2026 | 20ste November 2026 | Vrydag, 20 November 2026
ar: 20 نوفمبر 2026 | ٢٠ نوفمبر ٢٠٢٦ | الجمعة، 20 نوفمبر 2026 | الجمعة 20 نوفمبر 2026م |
    يوم الجمعة 20 نوفمبر 2026 | 20 تشرين الثاني 2026 | ٢٠ تشرين الثاني ٢٠٢٦ |
    الجمعة, 20 نوفمبر, 2026 | 20/11/2026 | ٢٠/١١/٢٠٢٦ | 2026/11/20 | 20-11-2026م |
    20 تشرين ثاني 2026 | نوفمبر 20, 2026 | 20 نوفمبر/تشرين الثاني 2026 | جمعة, 20 نوفمبر 2026 |
    20 تشرين الثاني (نوفمبر) 2026 | 20/11/2026 م
bg: 20 ноември 2026 | 20 ноември 2026 г. | 20 ноември 2026 година | петък, 20 ноември 2026 г. |
    20 ноем. 2026 | 20.11.2026 г. | 20.11.2026 | пт, 20 ноем. 2026 г. | 20-ти ноември 2026 г. |
    20 Ноември, 2026 | 20.11.2026г. | 20.XI.2026 г.
bn: ২০ নভেম্বর ২০২৬ | শুক্রবার, ২০ নভেম্বর, ২০২৬
bs: 20. novembar 2026. | 20. novembra 2026. godine | petak, 20. novembar 2026. |
    20. nov 2026. | 20.11.2026. | 20. 11. 2026. | pet, 20. nov. 2026. | 20. новембар 2026.
ca: 20 de novembre de 2026 | divendres, 20 de novembre de 2026 | 20 de novembre del 2026 |
    20 de nov. de 2026 | 20 nov. 2026 | dv., 20 de nov. 2026 | 20/11/2026 |
    Divendres, 20 Novembre, 2026 | dv. 20/11/2026 | divendres 20 de novembre del 2026
cnr: 20. novembar 2026. | 20. novembra 2026. godine | petak, 20. novembar 2026. | 20.11.2026. |
    20. новембар 2026. године
cs: 20. listopadu 2026 | pátek 20. listopadu 2026 | 20. listopad 2026 |
    Pátek, 20. listopad, 2026 | pá 20. 11. 2026 | 20. 11. 2026 | 20.11.2026 | 20. lis 2026 |
    ze dne 20. listopadu 2026 | dne 20. listopadu 2026 | Pá, 20 Lis 2026
cy: 20 Tachwedd 2026 | Dydd Gwener 20 Tachwedd 2026 | Dydd Gwener, 20 Tachwedd 2026 |
    20 Tach 2026 | 20fed o Dachwedd 2026 | 20fed Tachwedd 2026 | 20/11/2026 |
    Gwe, 20 Tach 2026 | Gwener 20 Tachwedd 2026 | 20 Dachwedd 2026
da: 20. november 2026 | fredag den 20. november 2026 | fredag d. 20. november 2026 |
    20. nov. 2026 | 20-11-2026 | 20.11.2026 | 20/11/2026 | fre, 20 nov 2026 |
    fre. 20. nov. 2026 | den 20. november 2026
de: 20. November 2026 | Freitag, 20. November 2026 | Freitag, den 20. November 2026 |
    20. Nov. 2026 | 20 Nov 2026 | Fr, 20.11.2026 | 20.11.2026 | Fr., 20. Nov. 2026 |
    vom 20. November 2026 | am 20. November 2026 | 20.11.26 | Freitag 20. November 2026 |
    20. 11. 2026
el: 20 Νοεμβρίου 2026 | Παρασκευή, 20 Νοεμβρίου 2026 | Παρασκευή 20 Νοεμβρίου 2026 |
    20 Νοε 2026 | 20 Νοέ 2026 | 20 Νοεμ. 2026 | Παρ, 20 Νοε 2026 | 20/11/2026 |
    20 ΝΟΕΜΒΡΙΟΥ 2026 | ΠΑΡΑΣΚΕΥΗ 20 ΝΟΕΜΒΡΙΟΥ 2026 | 20 Νοέμβριος 2026 | 20-11-2026 |
    20.11.2026 | 20ης Νοεμβρίου 2026 | 20ή Νοεμβρίου 2026
en: 20 November 2026 | 20th November 2026 | November 20, 2026 | Nov 20, 2026 | Nov. 20, 2026 |
    Friday, 20 November 2026 | Friday 20th November 2026 | Fri, 20 Nov 2026 | 20-Nov-2026 |
    2026-11-20 | November 20th, 2026 | the 20th of November 2026 | 20th of November, 2026 |
    2026 Nov 20 | Friday, November 20, 2026 | 20NOV2026 | 20 NOVEMBER 2026 | 20/11/2026
es: 20 de noviembre de 2026 | viernes, 20 de noviembre de 2026 |
    viernes 20 de noviembre de 2026 | 20 noviembre, 2026 | 20 nov. 2026 | 20 nov 2026 |
    vie, 20 nov 2026 | 20/11/2026 | 20-11-2026 | 20 de noviembre del 2026 |
    Viernes 20 de Noviembre del 2026 | 20 de nov. de 2026 | noviembre 20, 2026 | 20/nov/2026 |
    vie., 20 de nov. de 2026 | 20-nov-2026 | 20.11.2026
et: 20. november 2026 | reede, 20. november 2026 | 20. novembril 2026 | 20. nov 2026 |
    20.11.2026 | 20. november 2026. a | 20. november 2026. a. | R, 20. nov 2026 |
    20. novembri 2026 | 20.11.2026. a
eu: 2026ko azaroaren 20a | 2026ko azaroaren 20a, ostirala | 2026(e)ko azaroaren 20(a) |
    ostirala, 2026ko azaroaren 20a | 2026/11/20 | 2026-11-20 | 2026ko azaroak 20 |
    2026 azaroa 20 | 2026ko aza. 20 | ostirala, 2026.eko azaroaren 20a |
    2026ko azaroaren 20an | 20 azaroa, 2026 | 2026(e)ko aza. 20(a)
fi: 20. marraskuuta 2026 | perjantai 20. marraskuuta 2026 | 20. marraskuu 2026 | 20.11.2026 |
    pe 20.11.2026 | perjantaina 20. marraskuuta 2026 | pe 20. marrask. 2026 | 20 marras 2026 |
    20. marrask. 2026
fo: 20. november 2026 | fríggjadagur, 20. november 2026 | fríggjadagin 20. november 2026 |
    20. nov. 2026 | 20.11.2026
fr: 20 novembre 2026 | vendredi 20 novembre 2026 | le 20 novembre 2026 |
    Vendredi, 20 novembre 2026 | ven., 20 nov. 2026 | 20 nov. 2026 | 20/11/2026 | 20.11.2026 |
    du 20 novembre 2026 | 20 novembre, 2026 | 20-11-2026 | ven. 20 nov. 2026 |
    en date du 20 novembre 2026
fy: 20 novimber 2026 | freed 20 novimber 2026 | 20 Novimber 2026 | 20 nov 2026 | 20-11-2026 |
    20 nov. 2026 | freed, 20 novimber 2026
ga: 20 Samhain 2026 | Dé hAoine 20 Samhain 2026 | Dé hAoine, 20 Samhain 2026 | 20 Samh 2026 |
    20ú Samhain 2026 | 20/11/2026 | Aoine, 20 Samh 2026 | an 20ú Samhain 2026 |
    20 Mí na Samhna 2026 | 20 de Shamhain 2026 | 20 Samhain, 2026
gd: 20mh dhen t-Samhain 2026 | DihAoine, 20mh dhen t-Samhain 2026 | 20 Samhain 2026 |
    20 Samh 2026 | 20/11/2026 | an 20mh den t-Samhain 2026
gl: 20 de novembro de 2026 | venres, 20 de novembro de 2026 | 20 nov. 2026 |
    20 de nov. de 2026 | ven., 20 nov. 2026 | 20/11/2026 | Venres 20 Novembro 2026 |
    20 de novembro do 2026
gsw: 20. November 2026 | 20.11.2026
he: 20 בנובמבר 2026 | 20 נובמבר 2026 | יום שישי, 20 בנובמבר 2026 | יום ו׳, 20 בנובמבר 2026 |
    שישי, 20 נובמבר 2026 | 20 בנוב׳ 2026 | 20 נוב 2026 | 20.11.2026 | 20/11/2026 |
    ה-20 בנובמבר 2026 | יום ו', 20 בנובמבר 2026 | 20 לנובמבר 2026 | 20 נוב' 2026
hi: 20 नवंबर 2026 | २० नवंबर २०२६ | शुक्रवार, 20 नवंबर 2026 | 20 नवम्बर 2026 | 20 नव॰ 2026 |
    20 नव 2026 | 20/11/2026 | शुक्र, 20 नव 2026 | 20 नवंबर, 2026 | २०/११/२०२६ | 20-11-2026 |
    नवंबर 20, 2026 | 20.11.2026 | शुक्रवार 20 नवंबर 2026
hr: 20. studenoga 2026. | 20. studenog 2026. | petak, 20. studenoga 2026. | 20. stu 2026. |
    20. studeni 2026. | 20.11.2026. | 20. 11. 2026. | 20.11.2026 | pet, 20 stu 2026 |
    20. studenoga 2026. godine | Petak, 20 Studeni 2026 | petak, 20. studeni 2026.
hu: 2026. november 20. | 2026. november 20., péntek | 2026. nov. 20. | 2026. 11. 20. |
    2026.11.20. | 2026.11.20 | péntek, 2026. november 20. | 2026. november 20-án |
    2026. november 20-i | 2026 november 20 | p, 2026 nov 20 | 2026-11-20 | 2026. XI. 20.
id: 20 November 2026 | Jumat, 20 November 2026 | Jum'at, 20 November 2026 | 20 Nov 2026 |
    Jum, 20 Nov 2026 | 20/11/2026 | 20 Nopember 2026 | 20-11-2026 | Jumat 20 November 2026 |
    tanggal 20 November 2026
is: 20. nóvember 2026 | föstudagur, 20. nóvember 2026 | föstudagur 20. nóvember 2026 |
    föstudaginn 20. nóvember 2026 | 20. nóv. 2026 | 20.11.2026 | fös., 20. nóv. 2026 |
    fös 20. nóv 2026 | 20.nóvember 2026 | 20. nóvember, 2026
it: 20 novembre 2026 | venerdì 20 novembre 2026 | Venerdì, 20 novembre 2026 | 20 nov 2026 |
    ven, 20 nov 2026 | 20/11/2026 | 20.11.2026 | ven 20 nov 2026 | il 20 novembre 2026 |
    20-11-2026 | del 20 novembre 2026 | 20 Novembre, 2026 | 20/nov/2026
ja: 2026年11月20日 | 2026年11月20日(金) | 2026年11月20日（金） | 2026年11月20日金曜日 |
    令和8年11月20日 | 令和８年１１月２０日 | 2026/11/20 | 2026-11-20 | 令和八年十一月二十日 |
    2026.11.20 | 2026年 11月 20日 | 2026/11/20(金) | 2026年11月20日 金曜日 |
    令和8年11月20日(金) | 二〇二六年十一月二十日
kl: 20 novembarip 2026 | 20 nov 2026 | tallimanngorneq 20 novembarip 2026 | 2026-11-20 |
    novembarip 20-at 2026
ko: 2026년 11월 20일 | 2026년 11월 20일 금요일 | 2026년 11월 20일 (금) | 2026. 11. 20. |
    2026.11.20 | 2026.11.20.(금) | 2026-11-20 | 2026년11월20일 | 2026. 11. 20. (금) |
    2026-11-20(금) | 2026/11/20
lb: 20. November 2026 | Freideg, 20. November 2026 | Freideg, den 20. November 2026 |
    20. Nov. 2026 | 20.11.2026 | Fre, 20 Nov 2026 | de 20. November 2026 | Fr. 20.11.2026 |
    Freideg, de 20. November 2026
lt: 2026 m. lapkričio 20 d. | 2026 m. lapkričio 20 d., penktadienis | 2026-11-20 |
    2026 lapkričio 20 | 2026 m. lapkričio mėn. 20 d. | 2026.11.20 |
    penktadienis, 2026 lapkričio 20 | 2026 lapkr. 20 | lapkričio 20, 2026 | 2026 11 20 |
    Pn, 20 Lap 2026
lv: 2026. gada 20. novembris | 2026. gada 20. novembrī | piektdiena, 2026. gada 20. novembris |
    20.11.2026 | 20.11.2026. | 20. novembris, 2026 | 20. nov. 2026 | 2026. gada 20. nov. |
    20. novembris 2026 | 2026.gada 20.novembris | 2026.gada 20.novembrī | P, 20 nov 2026 |
    Piektdien, 2026. gada 20. novembrī
mi: 20 Noema 2026 | Paraire, 20 Noema 2026 | Rāmere, 20 Whiringa-ā-rangi 2026 |
    20 Whiringa-ā-rangi 2026 | 20 o Noema 2026 | 20 Noe 2026 | 20/11/2026 |
    Rāmere 20 o Whiringa-ā-rangi 2026 | te 20 o Noema 2026
mk: 20 ноември 2026 | 20 ноември 2026 г. | 20 ноември 2026 година | петок, 20 ноември 2026 |
    петок, 20 ноември 2026 г. | 20 ное. 2026 | 20.11.2026 | 20.11.2026 г. | 20.11.2026 година |
    пет, 20 ноем. 2026 | 20-ти ноември 2026 | 20 ноем 2026
mr: २० नोव्हेंबर, २०२६ | शुक्रवार, २० नोव्हेंबर, २०२६
mt: 20 ta' Novembru 2026 | 20 ta’ Novembru 2026 | 20 ta’ Novembru, 2026 |
    Il-Ġimgħa, 20 ta’ Novembru 2026 | il-Ġimgħa, 20 ta' Novembru 2026 | 20 Nov 2026 |
    20/11/2026 | l-20 ta’ Novembru 2026 | 20 Novembru 2026 | 20 ta` Novembru 2026 |
    Ġim, 20 Nov 2026 | Ġimgħa, 20 Novembru 2026
nl: 20 november 2026 | vrijdag 20 november 2026 | vr 20 nov 2026 | 20 nov. 2026 | 20-11-2026 |
    20/11/2026 | Vrijdag, 20 november 2026 | vr. 20 november 2026 | van 20 november 2026 |
    20.11.2026 | vr, 20 nov 2026 | d.d. 20 november 2026
nn: 20. november 2026 | fredag 20. november 2026 | 20. nov. 2026 | 20.11.2026 |
    fre. 20. nov. 2026 | fredag den 20. november 2026
no: 20. november 2026 | fredag 20. november 2026 | fredag den 20. november 2026 |
    20. nov. 2026 | 20.11.2026 | fre. 20. nov. 2026 | 20.nov. 2026 | fre, 20 nov 2026 |
    fredag, 20. november 2026
oc: 20 de novembre de 2026 | divendres 20 de novembre de 2026 | 20 nov. 2026 | 20/11/2026
pa: 20 ਨਵੰਬਰ 2026 | ਸ਼ੁੱਕਰਵਾਰ, 20 ਨਵੰਬਰ 2026
pl: 20 listopada 2026 | 20 listopada 2026 r. | 20 listopada 2026 roku |
    piątek, 20 listopada 2026 | piątek, 20 listopada 2026 r. | 20 lis 2026 | 20 lis. 2026 |
    pt., 20 lis 2026 | 20.11.2026 | 20.11.2026 r. | z dnia 20 listopada 2026 r. |
    dnia 20 listopada 2026 r. | 20 listopad 2026 | pt, 20 lis 2026 |
    w dniu 20 listopada 2026 r. | 2026-11-20
pt: 20 de novembro de 2026 | sexta-feira, 20 de novembro de 2026 |
    Sexta-feira, 20 de Novembro de 2026 | 20 nov. 2026 | 20 de nov. de 2026 | 20/11/2026 |
    20-11-2026 | sex, 20 nov 2026 | sex., 20 de nov. de 2026 | 20/nov/2026 |
    20 Novembro, 2026 | Sexta, 20 de Novembro de 2026 | 20 nov 2026 | em 20 de novembro de 2026
rm: 20 da november 2026 | ils 20 da november 2026 | venderdi, ils 20 da november 2026 |
    20 da nov. 2026 | 20 nov. 2026 | 20-11-2026 | 20.11.2026 | ils 20 november 2026
ro: 20 noiembrie 2026 | vineri, 20 noiembrie 2026 | 20 noi. 2026 | 20 noiem. 2026 |
    20 nov. 2026 | 20.11.2026 | vin., 20 nov. 2026 | 20 Noiembrie, 2026 |
    vineri 20 noiembrie 2026 | din 20 noiembrie 2026 | 20/11/2026 | 20 noi 2026 | 20-11-2026
ru: 20 ноября 2026 | 20 ноября 2026 г. | 20 ноября 2026 года | пятница, 20 ноября 2026 г. |
    пятница, 20 ноября 2026 | 20 нояб. 2026 г. | пт, 20 ноя 2026 | 20.11.2026 |
    Пт, 20 ноября 2026 | 20 ноя 2026 | от 20 ноября 2026 г. | 20 ноябрь 2026 | 20.11.2026 г. |
    пятница 20 ноября 2026 | «20» ноября 2026 г.
se: 2026 skábmamánnu 20 | skábmamánu 20. b. 2026 | skábmamánu 20. beaivi 2026 |
    bearjadat, skábmamánu 20. b. 2026 | 20. skábmamánnu 2026 | 20.11.2026
sk: 20. novembra 2026 | piatok 20. novembra 2026 | 20. november 2026 | 20. nov 2026 |
    pi 20. 11. 2026 | 20. 11. 2026 | 20.11.2026 | zo dňa 20. novembra 2026 |
    Piatok, 20. november 2026 | dňa 20. novembra 2026 | z 20. novembra 2026 | pia 20. nov 2026
sl: 20. november 2026 | petek, 20. november 2026 | 20. novembra 2026 | 20. nov. 2026 |
    20. 11. 2026 | 20.11.2026 | pet., 20. nov. 2026 | petek, 20. novembra 2026 |
    dne 20. 11. 2026 | z dne 20. novembra 2026
sq: 20 nëntor 2026 | e premte, 20 nëntor 2026 | E premte, 20 Nëntor 2026 | 20 Nentor 2026 |
    20 nën 2026 | 20.11.2026 | më 20 nëntor 2026 | datë 20.11.2026 | 20/11/2026 |
    20 nëntorit 2026 | premte, 20 nëntor 2026 | dt. 20.11.2026 | 20 Nën 2026 |
    datë 20 nëntor 2026
sr: 20. новембар 2026. | 20. новембра 2026. године | петак, 20. новембар 2026. |
    20. нов. 2026. | 20. novembar 2026. | 20. novembra 2026. godine |
    petak, 20. novembar 2026. | 20. nov 2026. | 20.11.2026. | 20. 11. 2026. | 20.11.2026 |
    пет, 20 нов 2026 | pet, 20 nov 2026 | 20. новембра 2026. год. | 20. novembar 2026. god. |
    20 novembar, 2026
st: 2026 Pudungwana 20 | Labohlano 20 Pudungwana 2026
sv: 20 november 2026 | fredag 20 november 2026 | fredagen den 20 november 2026 |
    den 20 november 2026 | 20 nov. 2026 | fre 20 nov 2026 | 2026-11-20 | fre, 20 nov 2026 |
    20/11/2026 | fredag den 20 november 2026 | 20.11.2026
ta: 20 நவம்பர், 2026 | வெள்ளி, 20 நவம்பர், 2026
tr: 20 Kasım 2026 | 20 Kasım 2026 Cuma | Cuma, 20 Kasım 2026 | 20 Kas 2026 | 20 KASIM 2026 |
    20.11.2026 | Cum, 20 Kas 2026 | 20/11/2026 | 20 Kasım 2026, Cuma | 20 Kasım, 2026 |
    20 Kasım 2026 CUMA
uk: 20 листопада 2026 | 20 листопада 2026 р. | 20 листопада 2026 року |
    пʼятниця, 20 листопада 2026 р. | п'ятниця, 20 листопада 2026 |
    п’ятниця, 20 листопада 2026 року | 20 лист. 2026 | 20 лис 2026 | пт, 20 лис 2026 |
    20.11.2026 | 20 листопад 2026 | від 20 листопада 2026 року | П’ятниця, 20 Листопада 2026 |
    20.11.2026 р. | 20 листоп. 2026
ur: 20 نومبر 2026 | جمعہ، 20 نومبر، 2026
xh: 20 Novemba 2026 | Novemba 20, 2026 | 20 Nov 2026 | 2026-11-20
zh: 2026年11月20日 | 2026年11月20日 星期五 | 2026年11月20日星期五 | 二〇二六年十一月二十日 |
    2026-11-20 | 2026/11/20 | 2026.11.20 | 2026年11月20号 | 2026年11月20日（周五） |
    二○二六年十一月二十日 | 中華民國115年11月20日 | 民國115年11月20日 |
    二零二六年十一月二十日 | 2026 年 11 月 20 日 | 公元2026年11月20日
zu: 20 Novemba 2026 | Novemba 20, 2026 | 20 Nov 2026 | ULwesihlanu, Novemba 20, 2026
"""

#: Months as dates bend them, January to December: an underscore stands for a space.
MONTHS = """
ar: كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول
ar: كانون_ثاني شباط اذار نيسان ايار حزيران تموز اب ايلول تشرين_أول تشرين_ثاني كانون_أول
ar: يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
bg: януари февруари март април май юни юли август септември октомври ноември декември
bs: januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra
cnr: јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра
cs: ledna února března dubna května června července srpna září října listopadu prosince
cs: leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
cy: Ionawr Chwefror Fawrth Ebrill Fai Fehefin Orffennaf Awst Fedi Hydref Dachwedd Ragfyr
de: Jänner Feber März April Mai Juni Juli August September Oktober November Dezember
el: Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου
    Οκτωβρίου Νοεμβρίου Δεκεμβρίου
el: Ιαν Φεβ Μαρ Απρ Μάι Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ
es: ene. feb. mar. abr. may. jun. jul. ago. set. oct. nov. dic.
et: jaanuaril veebruaril märtsil aprillil mail juunil juulil augustil septembril oktoobril
    novembril detsembril
et: jaanuari veebruari märtsi aprilli mai juuni juuli augusti septembri oktoobri novembri
    detsembri
eu: urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren
    irailaren urriaren azaroaren abenduaren
eu: urtarrilak otsailak martxoak apirilak maiatzak ekainak uztailak abuztuak irailak urriak
    azaroak abenduak
fi: tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta
    syyskuuta lokakuuta marraskuuta joulukuuta
ga: Eanáir Feabhra Márta Aibreán Bealtaine Meitheamh Iúil Lúnasa Meán_Fómhair Deireadh_Fómhair
    Samhain Nollaig
ga: Eanáir Feabhra Mhárta Aibreáin Bhealtaine Mheitheamh Iúil Lúnasa Mheán_Fómhair
    Dheireadh_Fómhair Shamhain Nollag
he: בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
hi: जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर
hr: siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga
    prosinca
hr: siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni
    prosinac
hr: sij velj ožu tra svi lip srp kol ruj lis stu pro
hu: jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.
id: Januari Pebruari Maret April Mei Juni Juli Agustus September Oktober Nopember Desember
is: janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
lb: Januar Februar Mäerz Abrëll Mee Juni Juli August September Oktober November Dezember
lt: sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio
    gruodžio
lt: sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis
    gruodis
lv: janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī
    decembrī
lv: janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra novembra
    decembra
mi: Kohitātea Huitanguru Poutūterangi Paengawhāwhā Haratua Pipiri Hōngongoi Hereturikōkā
    Mahuru Whiringa-ā-nuku Whiringa-ā-rangi Hakihea
mk: јануари февруари март април мај јуни јули август септември октомври ноември декември
mt: Jannar Frar Marzu April Mejju Ġunju Lulju Awwissu Settembru Ottubru Novembru Diċembru
pl: stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października
    listopada grudnia
pl: styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
    grudzień
pt: jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.
ro: ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie
    decembrie
ru: января февраля марта апреля мая июня июля августа сентября октября ноября декабря
ru: янв. фев. мар. апр. мая июн. июл. авг. сен. окт. ноя. дек.
se: ođđajagemánu guovvamánu njukčamánu cuoŋománu miessemánu geassemánu suoidnemánu
    borgemánu čakčamánu golggotmánu skábmamánu juovlamánu
sk: januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
sl: januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra
    decembra
sq: janarit shkurtit marsit prillit majit qershorit korrikut gushtit shtatorit tetorit nëntorit
    dhjetorit
sr: januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra
sr: јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра
tr: OCAK ŞUBAT MART NİSAN MAYIS HAZİRAN TEMMUZ AĞUSTOS EYLÜL EKİM KASIM ARALIK
uk: січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
uk: січень лютий березень квітень травень червень липень серпень вересень жовтень листопад
    грудень
"""

#: Weekdays as dates bend or shorten them, Monday to Sunday.
WEEKDAYS = """
cnr: ponedjeljak utorak srijeda četvrtak petak subota nedjelja
cy: Llun Mawrth Mercher Iau Gwener Sadwrn Sul
fi: maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina
fo: mánadagin týsdagin mikudagin hósdagin fríggjadagin leygardagin sunnudagin
he: שני שלישי רביעי חמישי שישי שבת ראשון
id: Senin Selasa Rabu Kamis Jum'at Sabtu Ahad
is: mánudaginn þriðjudaginn miðvikudaginn fimmtudaginn föstudaginn laugardaginn sunnudaginn
lb: Mé. Dë. Më. Do. Fr. Sa. So.
mi: Rāhina Rātū Rāapa Rāpare Rāmere Rāhoroi Rātapu
mt: Tnejn Tlieta Erbgħa Ħamis Ġimgħa Sibt Ħadd
nl: ma di wo do vr za zo
ro: lu. ma. mi. joi vi. sâ. du.
sk: po ut st št pi so ne
sq: hënë martë mërkurë enjte premte shtunë diel
sv: måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen
"""


def table(text: str) -> list[tuple[str, str]]:
    """The lines of a table as (language, what it says); an indented line goes on."""
    lines = text.strip().replace("\n    ", " ").splitlines()
    return [(lang, said) for lang, said in (line.split(": ", 1) for line in lines)]


def day(*numbers: int) -> Dated:
    return Dated(datetime(*numbers, tzinfo=UTC), Precision.DAY)


@pytest.mark.parametrize(("lang", "written"), table(FRIDAY))
def test_a_day_is_that_day_in_every_way_that_a_language_writes_it(lang, written):
    for text in written.split(" | "):
        assert read_date(text, lang) == day(2026, 11, 20), text
        assert read_date(text) in {day(2026, 11, 20), None}, text


@pytest.mark.parametrize(("lang", "months"), table(MONTHS))
def test_months_are_known_as_dates_bend_them(lang, months):
    for number, month in enumerate(months.split(), start=1):
        for form in ("11 {} 2026", "11. {} 2026", "2026 {} 11"):
            text = form.format(month.replace("_", " "))
            assert read_date(text, lang) == day(2026, number, 11), text
            assert read_date(text) in {day(2026, number, 11), None}, text
    assert number == 12


@pytest.mark.parametrize(("lang", "weekdays"), table(WEEKDAYS))
def test_weekdays_are_known_as_dates_bend_them(lang, weekdays):
    for number, weekday in enumerate(weekdays.split(), start=16):
        for form in ("{}, {}.11.2026", "{} {}. 11. 2026", "{1}/11/2026 ({0})"):
            text = form.format(weekday, number)
            assert read_date(text, lang) == day(2026, 11, number), text
    assert number == 22


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("29 جمادى الأولى 1448", "ar"),
        ("29 جمادى الأولى 1448 هـ", "ar"),
        ("1448/5/29 هـ", "ar"),
        ("29/05/1448", "ar"),
        ("15 رمضان 1447 الموافق 4 مارس 2026", "ar"),
        ("י׳ בכסלו תשפ״ז", "he"),
        ("10 בכסלו 5787", "he"),
        ("29 कार्तिक 1948", "hi"),
        ("農曆十月十二", "zh"),
        ("R8.11.20", "ja"),
        ("1405/08/29", None),
        ("29 Brumaire CCXXXV", "fr"),
    ],
)
def test_a_day_of_another_calendar_is_no_day(text, lang):
    assert read_date(text, lang) is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("20 novembre 2026 à 10h30", "fr"),
        ("20. november 2026 kl. 10.30", "da"),
        ("20. nóvember 2026 kl. 10:30", "is"),
        ("20.11.2026 10:30 Uhr", "de"),
        ("20.11.2026 klo 10.30", "fi"),
        ("20 de novembro de 2026 às 10h30", "pt"),
        ("20 Kasım 2026 saat 10:30", "tr"),
        ("20 ноября 2026 в 10:30", "ru"),
        ("2026年11月20日 10時30分", "ja"),
        ("2026년 11월 20일 오전 10:30", "ko"),
        ("20 नवंबर 2026, 10:30", "hi"),
    ],
)
def test_an_hour_without_a_zone_is_no_instant_in_any_language(text, lang):
    assert read_date(text, lang) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明治元年10月23日", (1868, 10, 23)),
        ("大正15年12月24日", (1926, 12, 24)),
        ("昭和六十四年一月七日", (1989, 1, 7)),
        ("平成三十一年四月三十日", (2019, 4, 30)),
        ("令和元年五月一日", (2019, 5, 1)),
        ("民國元年一月一日", (1912, 1, 1)),
        ("民國115年2月28日", (2026, 2, 28)),
    ],
)
def test_years_of_an_era_are_counted_from_its_first(text, expected):
    assert read_date(text) == day(*expected)
