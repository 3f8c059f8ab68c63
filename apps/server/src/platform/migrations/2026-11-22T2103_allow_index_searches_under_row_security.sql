-- Under row-level security PostgreSQL evaluates the policy before any condition whose function is not marked
-- leakproof, and so never uses a trigram or array index for it: a name search would read every row. The functions
-- below raise no error that depends on a stored value, which is what the mark promises. Only a superuser may set
-- the mark; on a server where the migrating account is none, searches work and are slower, and a notice says so.
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

do $$
declare
  marked text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    raise notice 'not a superuser: searches by part of a name will not use their indexes';
    return;
  end if;
  foreach marked in array array[
    'arraycontains(anyarray, anyarray)', 'arraycontained(anyarray, anyarray)', 'arrayoverlap(anyarray, anyarray)',
    'textlike(text, text)', 'texticlike(text, text)', 'starts_with(text, text)',
    'similarity_op(text, text)', 'word_similarity_op(text, text)', 'strict_word_similarity_op(text, text)',
    'range_overlaps(anyrange, anyrange)', 'range_contains_elem(anyrange, anyelement)'
  ] loop
    execute format('alter function %s leakproof', marked::regprocedure);
  end loop;
end $$;
