-- Columns that change places are found by their names.
-- before
create table c075_t (id bigint not null primary key, a varchar(10), b varchar(10), c varchar(10));
insert into c075_t (id, a, b, c) values (1, 'a1', 'b1', 'c1'), (8, 'a8', 'b8', 'c8');
-- running
alter table c075_t modify c varchar(10) first, modify a varchar(10) after b;
insert into c075_t (id, a, b, c) values (2, 'a2', 'b2', 'c2'), (10, 'a10', 'b10', 'c10');
update c075_t set b = 'B8' where id = 8;
