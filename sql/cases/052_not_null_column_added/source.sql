-- A NOT NULL column without a default has MySQL's implicit one in old rows.
-- before
create table c052_t (id bigint not null primary key, a int);
insert into c052_t (id, a) values (1, 1), (8, 8);
-- running
alter table c052_t add column n int not null, add column s varchar(10) not null, add column e enum('x', 'y') not null;
insert into c052_t (id, a, n, s, e) values (2, 2, 5, 'five', 'y');
