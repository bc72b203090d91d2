-- Spatial values are WKB, with an SRID EWKB, longitude before latitude.
-- before
create table c034_places (id bigint not null primary key, g geometry, p point, l linestring);
insert into c034_places (id, g, p, l) values (1, st_geomfromtext('POINT(1 2)'), st_geomfromtext('POINT(1 2)', 4326), st_geomfromtext('LINESTRING(0 0, 1 2)')), (8, null, null, null);
-- running
insert into c034_places (id, g, p, l) values (2, st_geomfromtext('POINT(1 2)'), st_geomfromtext('POINT(1 2)', 4326), st_geomfromtext('LINESTRING(0 0, 1 2)'));
update c034_places set p = st_geomfromtext('POINT(2 1)') where id = 8;
