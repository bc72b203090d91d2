-- An integer column is widened in the lake, without a new copy.
-- before
create table c063_t (id bigint not null primary key, a int, s smallint);
insert into c063_t (id, a, s) values (1, 2147483647, 1), (8, -2147483648, 8);
-- running
alter table c063_t modify a bigint, modify s int;
insert into c063_t (id, a, s) values (2, 9223372036854775807, 100000), (10, null, -100000);
update c063_t set s = 2 where id = 1;
