-- Changes of the schema that follow each other quickly, with rows between them, end as MySQL ends.
-- before
create table c081_t (id bigint not null primary key, a int, b varchar(10));
insert into c081_t (id, a, b) values (1, 1, 'b1'), (8, 8, 'b8');
-- running
alter table c081_t add column c int;
insert into c081_t (id, a, b, c) values (2, 2, 'b2', 2), (10, 10, 'b10', 10);
alter table c081_t modify c varchar(10);
update c081_t set c = 'twenty' where id = 2;
alter table c081_t modify a bigint;
insert into c081_t (id, a, b, c) values (3, 3000000000, 'b3', '3'), (14, 14, 'b14', '14');
alter table c081_t add column e varchar(5), modify b varchar(30);
update c081_t set e = 'e', b = 'longer than ten characters' where id in (1, 8);
alter table c081_t add column f int not null default 1 first;
delete from c081_t where id in (3, 10);
insert into c081_t (id, a, b, c, e) values (4, 4, 'b4', '4', null), (15, 15, 'b15', '15', 'e15');
