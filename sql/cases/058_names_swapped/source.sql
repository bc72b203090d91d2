-- Two columns that swap their names in one statement swap their values.
-- before
create table c058_t (id bigint not null primary key, a varchar(10), b varchar(10), c int);
insert into c058_t (id, a, b, c) values (1, 'was a', 'was b', 1), (8, 'was a too', 'was b too', 8);
-- running
alter table c058_t rename column a to b, rename column b to a;
insert into c058_t (id, a, b, c) values (2, 'new a', 'new b', 2), (10, 'new a 10', 'new b 10', 10);
