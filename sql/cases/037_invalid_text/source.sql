-- Text that is not valid in its character set gets U+FFFD for what is not valid.
-- before
create table c037_text (id bigint not null primary key, a varchar(20) character set ascii);
insert into c037_text (id, a) values (1, 'good'), (8, 'good too');
-- running
insert into c037_text (id, a) values (2, _ascii x'61ff62');
