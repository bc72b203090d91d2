-- Columns that a statement leaves out hold their defaults, as MySQL stored them.
-- before
create table c036_defaults (id bigint not null primary key, i int default 7, n int, s varchar(10) not null default 'none', d date default '2024-01-01', e enum('a', 'b') not null default 'b', x decimal(5,2) default 1.50);
insert into c036_defaults (id) values (1), (8);
-- running
insert into c036_defaults (id) values (2), (10);
insert into c036_defaults (id, i, s, d) values (3, null, '', null);
update c036_defaults set i = default(i) + 1 where id = 8;
