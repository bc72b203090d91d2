-- A table without primary key whose unique key gives way to another is copied again, with that as its key.
-- before
create table c015_t (id bigint not null, code int not null, other varchar(10) not null, unique key by_code (code));
insert into c015_t (id, code, other) values (1, 1, 'a'), (8, 8, 'b');
-- running
alter table c015_t drop index by_code, add unique index by_other (other);
insert into c015_t (id, code, other) values (2, 1, 'c'), (10, 8, 'd');
-- running
update c015_t set code = 5 where id = 1;
delete from c015_t where id = 8;
