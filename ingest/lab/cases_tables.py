"""How the cells of a case's tables are printed and held against each other."""
import re

from cases import Rows, escaped
from compare import form, json_value, micros

SHOWN = 4


def lake_rows(lake, table):
    """As Spark prints the values: bytes in hex, moments with six digits of a second, all else as text."""
    frame = lake.spark.table(lake.table(table))
    printed = frame.selectExpr(*(f"{expression(kind).format(f'`{name}`')} as `{name}`" for name, kind in frame.dtypes))
    return Rows([name for name, _ in frame.dtypes], [list(row) for row in printed.collect()])


def expression(spark_type):
    if spark_type == "binary":
        return "hex({0})"
    if spark_type.startswith("timestamp"):
        return "date_format({0}, 'yyyy-MM-dd HH:mm:ss.SSSSSS')"
    return "cast({0} as string)"


def differences(table, expected, found, json_columns):
    """In words; none if both have the same columns, in whatever order, and the same rows."""
    if sorted(expected.columns) != sorted(found.columns):
        return [f"{table}: the lake's columns are {found.columns}, expected are {expected.columns}"]
    kinds = ["json" if name in json_columns else "varchar" for name in expected.columns]
    at = [found.columns.index(name) for name in expected.columns]
    here = [[value(kind, cell) for kind, cell in zip(kinds, row)] for row in expected.rows]
    there = [[value(kind, row[index]) for kind, index in zip(kinds, at)] for row in found.rows]
    return unlike(table, "the lake", here, there)


def disagreements(table, expected, types, source, differing, excluded):
    """Between what is expected and what MySQL itself answers, in the columns that both have; `differing`: those that a policy makes
    different. What MySQL has must be expected, but for the excluded columns."""
    if unnamed := [name for name in source.columns if name not in {*expected.columns, *differing, *excluded}]:
        return [f"{table}: MySQL itself has columns {unnamed}, which are not expected"]
    both = [name for name in source.columns if name in expected.columns and name not in differing]

    def values(side):
        return [[value(types[name], row[side.columns.index(name)]) for name in both] for row in side.rows]
    return unlike(f"{table}, columns {', '.join(both)}", "MySQL itself", values(expected), values(source))


def value(mysql_type, cell):
    """The same for all texts that stand for one value."""
    name = re.match(r"\w+", mysql_type).group()
    if cell is None:
        return None
    if name in ("float", "double"):
        return f"{float(cell):{'.6' if name == 'float' else '.17'}g}"
    if name == "json":
        return json_value(cell.encode().hex())
    if name == "time":
        return micros(cell)
    return ewkb(cell) if form(mysql_type)[0].startswith("concat(lpad(hex(st_srid") else cell


def ewkb(cell):
    """Both an SRID in eight hex digits before the WKB, as MySQL is asked, and the lake's form become the lake's."""
    if cell.startswith("01"):  # little endian, which MySQL always writes
        return cell
    srid, wkb = cell[:8], cell[8:]
    if srid == "00000000":
        return wkb
    little_endian = "".join(srid[at:at + 2] for at in (6, 4, 2, 0))
    return wkb[:8] + "20" + little_endian + wkb[10:]


def unlike(what, whose, expected, found):
    surplus, missing = list(found), []
    for row in expected:
        if row in surplus:
            surplus.remove(row)
        else:
            missing.append(row)
    lines = [f"{what}: expected  {printed(row)}" for row in missing[:SHOWN]] + [f"{what}: {whose} has  {printed(row)}" for row in surplus[:SHOWN]]
    more = max(0, len(missing) - SHOWN) + max(0, len(surplus) - SHOWN)
    return lines + ([f"{what}: and {more} more"] if more else [])


def printed(row):
    return " | ".join(map(escaped, row))
