-- What the lake cannot widen, such as long to decimal for a bigint unsigned, is copied again.
-- before
create table c085_t (id bigint not null primary key, a int unsigned, b int);
insert into c085_t (id, a, b) values (1, 4294967295, 1), (8, 0, 8);
-- running
alter table c085_t modify a bigint unsigned, modify b int unsigned;
insert into c085_t (id, a, b) values (2, 18446744073709551615, 4294967295), (10, 1, 0);
