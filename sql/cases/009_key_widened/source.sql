-- A key column that is widened from int to bigint while running stays the key, without a new copy.
-- before
create table c009_wide (id int not null primary key, v int);
insert into c009_wide (id, v) values (1, 1), (8, 8), (2147483647, 5);
-- running
alter table c009_wide modify id bigint not null;
insert into c009_wide (id, v) values (3000000000, 6), (10, 10);
update c009_wide set v = 11 where id = 1;
delete from c009_wide where id = 2147483647;
-- running
update c009_wide set v = 66 where id = 3000000000;
update c009_wide set v = 88 where id = 8;
