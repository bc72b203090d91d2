-- A text that may be longer needs nothing.
-- before
create table c065_t (id bigint not null primary key, a varchar(10), b tinytext) default charset = utf8mb4;
insert into c065_t (id, a, b) values (1, 'short', 'b'), (8, null, '');
-- running
alter table c065_t modify a varchar(50), modify b mediumtext;
insert into c065_t (id, a, b) values (2, 'much longer than ten characters', 'x'), (10, 'ten', null);
