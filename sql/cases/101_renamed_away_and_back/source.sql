-- A table that is renamed and gets its name back holds what was written meanwhile.
-- before
create table c101_t (id bigint not null primary key, v int);
insert into c101_t (id, v) values (1, 1), (8, 8);
-- running
rename table c101_t to _c101_away;
insert into _c101_away (id, v) values (2, 2), (10, 10);
update _c101_away set v = 11 where id = 1;
rename table _c101_away to c101_t;
insert into c101_t (id, v) values (3, 3), (14, 14);
-- running
update c101_t set v = 88 where id = 8;
