-- With on-incompatible-schema: halt a change that needs a new copy stops the table where it was.
-- before
create table c079_t (id bigint not null primary key, a int);
insert into c079_t (id, a) values (1, 42), (8, -8);
-- running
alter table c079_t add column b int not null default 5;
insert into c079_t (id, a) values (2, 2), (10, 10);
