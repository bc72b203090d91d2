-- Keys beyond the signed 64 bits are told apart and deleted by.
-- before
create table c005_big (id bigint unsigned not null primary key, v int);
insert into c005_big (id, v) values (18446744073709551615, 1), (18446744073709551614, 2), (9223372036854775808, 3), (9223372036854775807, 4), (0, 5);
-- running
update c005_big set v = 10 where id = 18446744073709551615;
delete from c005_big where id = 18446744073709551614;
delete from c005_big where id = 9223372036854775808;
insert into c005_big (id, v) values (9223372036854775809, 6);
