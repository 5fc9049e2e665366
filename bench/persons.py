"""Synthetic Chinese persons with corrupted duplicates, seeded: persons.py FILE [--persons N] [--duplicates N]."""
import argparse
import csv
import datetime
import random

SURNAMES = [tuple(one.split(":")) for one in (
    "王:wang:72 李:li:70 张:zhang:68 刘:liu:54 陈:chen:53 杨:yang:31 黄:huang:26 赵:zhao:23 周:zhou:22 吴:wu:21 徐:xu:19 "
    "孙:sun:18 朱:zhu:16 马:ma:15 胡:hu:14 郭:guo:14 林:lin:14 何:he:13 高:gao:12 梁:liang:11 郑:zheng:11 罗:luo:10 "
    "宋:song:10 谢:xie:10 唐:tang:9 韩:han:9 曹:cao:8 许:xu:8 邓:deng:8 冯:feng:7 章:zhang:4 沈:shen:6 俞:yu:3 余:yu:6 "
    "于:yu:6 程:cheng:7 成:cheng:2 傅:fu:4 付:fu:4 方:fang:5 金:jin:5 陆:lu:5 卢:lu:5 石:shi:5 施:shi:3 姚:yao:4 "
    "叶:ye:5 应:ying:2 褚:chu:1 楼:lou:2 诸葛:zhuge:1 欧阳:ouyang:1").split()]
GIVEN = [tuple(one.split(":")) for one in (
    "伟:wei 芳:fang 娜:na 敏:min 静:jing 丽:li 强:qiang 磊:lei 军:jun 洋:yang 勇:yong 艳:yan 杰:jie 娟:juan 涛:tao 明:ming "
    "超:chao 秀:xiu 霞:xia 平:ping 刚:gang 桂:gui 英:ying 华:hua 玉:yu 兰:lan 红:hong 梅:mei 春:chun 建:jian 国:guo 文:wen "
    "辉:hui 玲:ling 慧:hui 宇:yu 浩:hao 然:ran 子:zi 轩:xuan 涵:han 欣:xin 怡:yi 梓:zi 晨:chen 佳:jia 琪:qi 雨:yu 思:si "
    "嘉:jia 俊:jun 志:zhi 海:hai 波:bo 斌:bin 鹏:peng 飞:fei 龙:long 云:yun 雪:xue 晓:xiao 东:dong 峰:feng 丹:dan 萍:ping "
    "莉:li 利:li 琴:qin 勤:qin 维:wei 薇:wei 亮:liang 良:liang 新:xin 鑫:xin 炜:wei 燕:yan 彦:yan 凤:feng 锋:feng 少:shao "
    "林:lin 琳:lin 宏:hong 洪:hong 永:yong 正:zheng 政:zheng 诚:cheng 成:cheng 健:jian 康:kang 乐:le 天:tian 一:yi 宁:ning "
    "安:an 婷:ting 庭:ting 倩:qian 茜:qian 颖:ying 莹:ying 璐:lu 露:lu 蕾:lei 楠:nan 男:nan 凯:kai 恺:kai 旭:xu 阳:yang").split()]
SAME_SOUND = {}
for letters in (SURNAMES, GIVEN):
    for one in letters:
        SAME_SOUND.setdefault(one[1], []).append(one[0])
SOUND = {one[0]: one[1] for letters in (GIVEN, SURNAMES) for one in letters}
ROADS = [a + b + c for a in "文武新中解人延建胜民滨江湖山" for b in "一二三民华安平兴化心丰北南" for c in ("路", "街", "大道", "弄")]
DIVISIONS = [f"33{city:02d}{county:02d}" for city in range(1, 12) for county in range(2, 12)]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
HEADER = ["id", "name", "pinyin", "id_number", "birth", "phone", "division", "road", "door", "entity"]


def check_character(first17):
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS)) % 11]


def person(rng, number):
    surname, sound, _ = rng.choices(SURNAMES, cum_weights=CUMULATED)[0]
    given = rng.choices(GIVEN, k=2 if rng.random() < 0.75 else 1)
    birth = datetime.date(1935, 1, 1) + datetime.timedelta(days=int(rng.random() * 30000))
    division = rng.choice(DIVISIONS)
    first17 = rng.choice(DIVISIONS) + birth.strftime("%Y%m%d") + f"{rng.randrange(1000):03d}"
    return {"name": surname + "".join(one[0] for one in given), "pinyin": sound + "".join(one[1] for one in given),
            "id_number": first17 + check_character(first17), "birth": birth.isoformat(),
            "phone": f"1{rng.choice('3578')}{rng.randrange(10**9):09d}", "division": division,
            "road": rng.choice(ROADS), "door": f"{1 + int(rng.random() ** 2 * 400)}-{1 + rng.randrange(30)}-{rng.randrange(101, 2900)}",
            "entity": number}


def slip(rng, text, letters="0123456789"):
    at = rng.randrange(len(text))
    kind = rng.random()
    if kind < 0.5:
        return text[:at] + rng.choice(letters) + text[at + 1:]
    if kind < 0.7 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2:]
    return text[:at] + text[at + 1:] if kind < 0.85 else text[:at] + rng.choice(letters) + text[at:]


def misheard(rng, name):
    at = rng.randrange(len(name))
    like = SAME_SOUND.get(SOUND.get(name[at], ""), [name[at]])
    letter = rng.choice(like) if rng.random() < 0.6 else rng.choice(GIVEN)[0]
    return name[:at] + letter + name[at + 1:]


def spelt(name):
    return "zhuge" + spelt(name[2:]) if name.startswith("诸葛") else "ouyang" + spelt(name[2:]) if name.startswith(
        "欧阳") else "".join(SOUND.get(letter, "") for letter in name)


def corrupted(rng, one):
    """What another office wrote down of the same person: one to four faults."""
    copy = dict(one)
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        fault = rng.randrange(9)
        if fault == 0:
            copy["name"] = misheard(rng, copy["name"])
            copy["pinyin"] = spelt(copy["name"])
        elif fault == 1:
            copy["id_number"] = slip(rng, copy["id_number"]) if copy["id_number"] else ""
        elif fault == 2:
            copy["id_number"] = ""
        elif fault == 3:
            year, month, day = one["birth"].split("-")
            copy["birth"] = f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-{slip(rng, day)[:2]:0>2}"
        elif fault == 4:
            copy["phone"] = slip(rng, copy["phone"]) if copy["phone"] else ""
        elif fault == 5:
            copy["phone"] = "" if rng.random() < 0.4 else f"1{rng.choice('3578')}{rng.randrange(10**9):09d}"
        elif fault == 6:
            copy["road"], copy["door"] = rng.choice(ROADS), f"{1 + rng.randrange(400)}-{1 + rng.randrange(30)}-{rng.randrange(101, 2900)}"
        elif fault == 7:
            copy["door"] = slip(rng, copy["door"])
        else:
            copy["division"] = rng.choice(DIVISIONS)
    return copy


CUMULATED = []
for one in SURNAMES:
    CUMULATED.append(int(one[2]) + (CUMULATED[-1] if CUMULATED else 0))


def write(file, persons, duplicates, seed=2018):
    rng = random.Random(seed)
    rows = [person(rng, number) for number in range(persons)]
    rows += [corrupted(rng, rows[rng.randrange(persons)]) for _ in range(duplicates)]
    rng.shuffle(rows)
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        for number, row in enumerate(rows):
            row["id"] = number
            writer.writerow([row[column] for column in HEADER])


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file")
    arguments.add_argument("--persons", type=int, default=1_000_000)
    arguments.add_argument("--duplicates", type=int, default=300_000)
    chosen = arguments.parse_args()
    write(chosen.file, chosen.persons, chosen.duplicates)
