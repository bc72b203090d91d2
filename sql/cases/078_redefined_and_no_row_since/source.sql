-- Old rows whose values a redefinition changes are right in the lake although no row event comes after it.
-- before
create table c078_t (id bigint not null primary key, d decimal(10,4), s varchar(10));
insert into c078_t (id, d, s) values (1, 1.2345, '12'), (8, -0.0051, '34');
-- running
alter table c078_t modify d decimal(10,2);
