-- REPLACE, upserts, updates that change nothing, multi-row statements and rollbacks leave what MySQL has.
-- before
create table c013_mix (id bigint not null primary key, v int, w varchar(10));
insert into c013_mix (id, v, w) values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c'), (8, 8, 'h'), (10, 10, 'j'), (14, 14, 'n');
-- running
-- on 80-
replace into c013_mix (id, v, w) values (1, 100, 'replaced'), (4, 4, 'new');
insert into c013_mix (id, v, w) values (8, 0, 'no') on duplicate key update v = v + 1;
update c013_mix set v = v where id = 2;
begin;
update c013_mix set v = -1;
delete from c013_mix where id = 3;
insert into c013_mix (id, v, w) values (15, 15, 'never');
rollback;
begin;
delete from c013_mix where id = 10;
insert into c013_mix (id, v, w) values (10, 11, 'again');
delete from c013_mix where id = 10;
insert into c013_mix (id, v, w) values (10, 12, 'at last');
commit;
insert ignore into c013_mix (id, v, w) values (14, 0, 'no'), (16, 16, 'p');
delete from c013_mix where v = 3;
