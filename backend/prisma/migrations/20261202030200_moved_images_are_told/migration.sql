-- An image that moves leaves the lists of one project and comes into those of another.
CREATE FUNCTION tell_of_moved_image() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('plimsoll_changes', json_build_object('kind', 'report', 'project', project, 'artifact', NULL)::text)
  FROM unnest(ARRAY[OLD.project_id, NEW.project_id]) AS project;
  RETURN NULL;
END $$;

CREATE TRIGGER moved_image_is_told AFTER UPDATE OF project_id ON image
  FOR EACH ROW WHEN (OLD.project_id IS DISTINCT FROM NEW.project_id) EXECUTE FUNCTION tell_of_moved_image();
