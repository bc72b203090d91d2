-- A column that the source drops stays in the lake: old rows keep its values, rows written since have null.
-- before
create table c055_t (id bigint not null primary key, a varchar(10), b varchar(10));
insert into c055_t (id, a, b) values (1, 'a1', 'b1'), (8, 'a8', 'b8'), (2, 'a2', 'b2'), (10, 'a10', 'b10');
-- running
alter table c055_t drop column b;
insert into c055_t (id, a) values (3, 'a3'), (14, 'a14');
update c055_t set a = 'A1' where id = 1;
delete from c055_t where id = 10;
