-- Shards that give old rows different values need a new copy, even where a default is kept for old rows.
-- before
create table c134_items (id bigint not null primary key, name varchar(20));
insert into c134_items (id, name) values (1, 'one'), (8, 'eight');
-- running
-- on 80-
alter table c134_items add column qty int not null default 5;
insert into c134_items (id, name) values (2, 'two');
-- running
-- on -80
alter table c134_items add column qty int not null default 6;
-- running
insert into c134_items (id, name, qty) values (3, 'three', 7), (10, 'ten', 7);
