-- While only one shard has a column with a default, rows of the other show the default already: they will have it.
-- before
create table c133_items (id bigint not null primary key, name varchar(20));
insert into c133_items (id, name) values (1, 'one'), (8, 'eight'), (2, 'two');
-- running
-- on 80-
alter table c133_items add column qty int not null default 5;
-- on 80-
insert into c133_items (id, name) values (3, 'three');
-- running
insert into c133_items (id, name) values (10, 'ten');
update c133_items set name = 'EIGHT' where id = 8;
-- running
-- on -80
alter table c133_items add column qty int not null default 5;
-- running
insert into c133_items (id, name, qty) values (4, 'four', 6), (14, 'fourteen', 7);
update c133_items set qty = 0 where id = 2;
