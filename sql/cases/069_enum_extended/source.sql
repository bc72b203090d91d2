-- An ENUM and a SET with more members keep their old labels, without a new copy.
-- before
create table c069_t (id bigint not null primary key, e enum('a', 'b'), s set('x', 'y'));
insert into c069_t (id, e, s) values (1, 'a', 'x,y'), (8, 'b', '');
-- running
alter table c069_t modify e enum('a', 'b', 'c'), modify s set('x', 'y', 'z');
insert into c069_t (id, e, s) values (2, 'c', 'x,z'), (10, 'b', null);
update c069_t set s = 'z' where id = 8;
