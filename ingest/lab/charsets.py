#!/usr/bin/env python3
"""Asks a MySQL which code point every character of every character set is, and prints what CharacterSetsTest expects: name, characters, digest.

    charsets.py --socket /tmp/mysql.sock [--dump DIR]

Any MySQL will do; it makes a database charsets and drops it at the end. --dump writes the answers, one line for each character: its bytes and its code point.
"""
import argparse
import hashlib

import pymysql

SINGLE = "armscii8 ascii cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 dec8 geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman swe7 tis620".split()
MULTI = {"big5": ["b2"], "cp932": ["b2"], "eucjpms": ["b2", "b3"], "euckr": ["b2"], "gb18030": ["b2", "b4"], "gb2312": ["b2"], "gbk": ["b2"], "sjis": ["b2"], "ujis": ["b2", "b3"]}
# Every sequence of one and of two bytes, of three that begin with 8F (EUC), and of four as GB 18030 forms them.
SEQUENCES = [
    "create table b1 (b varbinary(4))",
    "insert into b1 with recursive n (i) as (select 0 union all select i + 1 from n where i < 255) select unhex(lpad(hex(i), 2, '0')) from n",
    "create table b2 as select concat(x.b, y.b) b from b1 x, b1 y",
    "create table b3 as select concat(x'8f', b) b from b2",
    "create table b4 as select concat(x.b, y.b) b from b2 x, b2 y where hex(x.b) regexp '^[89A-F].3[0-9]$' and hex(y.b) regexp '^[89A-F].3[0-9]$' and hex(x.b) not like '80%' and hex(y.b) not like '80%'",
]


def answers(cursor, name):
    for table in ["b1"] + MULTI.get(name, []):
        cursor.execute(f"select hex(b), hex(convert(convert(b using {name}) using utf32)) from {table} where char_length(convert(b using {name})) = 1 order by b")
        for given, code in cursor.fetchall():
            # A question mark stands for what has no code point; half a character may be an empty text.
            if len(code) == 8 and (code != "0000003F" or given == "3F"):
                yield f"{given} {int(code, 16):X}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--user", default="root")
    parser.add_argument("--dump")
    args = parser.parse_args()
    with pymysql.connect(unix_socket=args.socket, user=args.user, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("create database charsets")
        try:
            cursor.execute("use charsets")
            for statement in SEQUENCES:
                cursor.execute(statement)
            for name in sorted(SINGLE + list(MULTI)):
                lines = list(answers(cursor, name))
                print(name, len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()[:16], flush=True)
                if args.dump:
                    with open(f"{args.dump}/{name}", "w", encoding="ascii") as out:
                        out.writelines(lines)
        finally:
            cursor.execute("drop database charsets")


if __name__ == "__main__":
    main()
