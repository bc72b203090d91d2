-- Columns with constant defaults come without a new copy where the table may keep the default for its old rows.
-- before
create table c132_items (id bigint not null primary key, name varchar(20));
insert into c132_items (id, name) values (1, 'one'), (8, 'eight'), (2, 'two'), (10, 'ten');
-- running
alter table c132_items add column qty int not null default 5, add column price decimal(9,2) default '1.50', add column big bigint unsigned not null default 7;
alter table c132_items add column note varchar(20) not null default 'it''s new' after id, add column kind enum('a','b') not null default 'b';
alter table c132_items add column day date default '2024-02-29', add column at datetime not null default '2024-02-29 12:34:56', add column ratio double default 0.1, add column flag bool not null default true;
insert into c132_items (id, name) values (3, 'three'), (14, 'fourteen');
update c132_items set qty = 6, note = '' where id = 1;
update c132_items set price = null where id = 8;
-- running
insert into c132_items (id, name, qty) values (4, 'four', 0), (15, 'fifteen', 1);
delete from c132_items where id in (2, 10);
-- running
alter table c132_items modify column qty bigint not null default 5;
insert into c132_items (id, name, qty) values (5, 'five', 9), (16, 'sixteen', 10);
