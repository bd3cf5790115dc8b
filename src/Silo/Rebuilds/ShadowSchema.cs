using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>Makes, watches, swaps and drops the tables that a rebuild fills. Each call is for a transaction of the caller.</summary>
internal sealed class ShadowSchema(ShadowSession session)
{
    // What PostgreSQL ties to a table and a swap would leave behind with the old one. $1 names of tables, $2 their columns, each behind its table's name.
    internal const string TiesSql = """
        SELECT c.relname || ' has the trigger ' || t.tgname
        FROM   pg_trigger t
        JOIN   pg_class c ON c.oid = t.tgrelid
        WHERE  c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1) AND NOT t.tgisinternal AND t.tgname <> 'signalbox_rebuild_insert' AND t.tgname <> 'signalbox_rebuild_update'
        UNION  ALL
        SELECT c.relname || ' has the policy ' || p.polname
        FROM   pg_policy p
        JOIN   pg_class c ON c.oid = p.polrelid
        WHERE  c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1)
        UNION  ALL
        SELECT c.relname || ' is in the publication ' || p.pubname
        FROM   pg_publication_rel r
        JOIN   pg_publication p ON p.oid = r.prpubid
        JOIN   pg_class c ON c.oid = r.prrelid
        WHERE  c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1)
        UNION  ALL
        SELECT c.relname || ' is in the publication ' || p.pubname
        FROM   pg_publication p
        JOIN   pg_class c ON c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1)
        WHERE  p.puballtables OR EXISTS (SELECT FROM pg_publication_namespace n WHERE n.pnpubid = p.oid AND n.pnnspid = c.relnamespace)
        UNION  ALL
        SELECT c.relname || ' has ' || t.text
        FROM   pg_class c
        CROSS  JOIN LATERAL (
            SELECT 'row-level security' AS text WHERE c.relrowsecurity OR c.relforcerowsecurity
            UNION  ALL
            SELECT 'a replica identity' WHERE c.relreplident <> 'd'
            UNION  ALL
            SELECT 'the rule ' || r.rulename FROM pg_rewrite r WHERE r.ev_class = c.oid
            UNION  ALL
            SELECT 'the column ' || a.attname || ', which is not written here'
            FROM   pg_attribute a
            WHERE  a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relname || '.' || a.attname <> ALL ($2::text[])
        ) t
        WHERE  c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1)
        UNION  ALL
        SELECT c.relname || ' has the foreign key ' || k.conname
        FROM   pg_constraint k
        JOIN   pg_class c ON c.oid IN (k.conrelid, k.confrelid)
        WHERE  k.contype = 'f' AND c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1)
        UNION  ALL
        SELECT c.relname || ' has grants on columns'
        FROM   pg_class c
        WHERE  c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1)
          AND  EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)
        UNION  ALL
        SELECT c.relname || ' is used by ' || pg_describe_object(d.classid, d.objid, d.objsubid)
        FROM   pg_depend d
        JOIN   pg_class c ON c.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
        LEFT   JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
        LEFT   JOIN pg_class v ON v.oid = r.ev_class
        WHERE  c.relnamespace = 'signalbox'::regnamespace AND c.relname = ANY ($1) AND d.deptype = 'n' AND v.relkind IS DISTINCT FROM 'v'
          AND  d.classid <> 'pg_trigger'::regclass AND d.classid <> 'pg_constraint'::regclass AND d.classid <> 'pg_policy'::regclass AND d.classid <> 'pg_publication_rel'::regclass
        ORDER  BY 1
        LIMIT  10
        """;

    // The tables as the live ones are, with their constraints, indexes and grants. $1 names of tables, $2 the first revision of a row that is new.
    internal const string CreateSql = """
        SELECT s.text
        FROM   pg_class c
        CROSS  JOIN LATERAL (
            SELECT 1 AS n, format('CREATE TABLE signalbox_shadow.%I (LIKE signalbox.%I INCLUDING ALL EXCLUDING INDEXES)%s', c.relname, c.relname,
                                  ' WITH (' || array_to_string(c.reloptions, ', ') || ')') AS text
            UNION  ALL
            SELECT 2, format('ALTER TABLE signalbox_shadow.%I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
            FROM   pg_constraint k
            WHERE  k.conrelid = c.oid AND k.contype IN ('p', 'u')
            UNION  ALL
            SELECT 3, replace(pg_get_indexdef(i.indexrelid), format(' ON signalbox.%I ', c.relname), format(' ON signalbox_shadow.%I ', c.relname))
            FROM   pg_index i
            WHERE  i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            UNION  ALL
            SELECT 4, format('GRANT %s ON signalbox_shadow.%I TO %s%s', g.privilege_type, c.relname,
                             CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END, CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
            FROM   aclexplode(c.relacl) g
            WHERE  g.grantee <> c.relowner
            UNION  ALL
            SELECT 5, format('ALTER TABLE signalbox_shadow.%I ALTER COLUMN revision SET DEFAULT %s', c.relname, $2::bigint)
            FROM   pg_attribute a
            WHERE  a.attrelid = c.oid AND a.attname = 'revision'
        ) s
        WHERE  c.relnamespace = 'signalbox'::regnamespace
          AND  c.relname = ANY ($1)
        ORDER  BY array_position($1, c.relname::text), s.n, s.text
        """;

    // Views name their tables by what they are, not by name. With their schema: what is created without one goes into the first of the path. $1 names of tables.
    internal const string ViewsSql = """
        SELECT DISTINCT format('%I.%I', n.nspname, v.relname),
               format('CREATE OR REPLACE VIEW %I.%I%s AS %s', n.nspname, v.relname, ' WITH (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid))
        FROM   pg_depend d
        JOIN   pg_rewrite r ON r.oid = d.objid
        JOIN   pg_class v ON v.oid = r.ev_class
        JOIN   pg_namespace n ON n.oid = v.relnamespace
        JOIN   pg_class c ON c.oid = d.refobjid
        WHERE  d.classid = 'pg_rewrite'::regclass
          AND  d.refclassid = 'pg_class'::regclass
          AND  v.relkind = 'v'
          AND  c.relnamespace = 'signalbox'::regnamespace
          AND  c.relname = ANY ($1)
        ORDER  BY 1
        """;

    // What else a rebuild keeps: its own cursors, with the first version of each stream that it found in the journal; and which objects' rows were
    // written meanwhile, by whomever.
    private const string Own = """
        CREATE TABLE signalbox_shadow.stream_cursors (LIKE signalbox.stream_cursors INCLUDING ALL, first bigint);
        CREATE TABLE signalbox_shadow.touched (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, account text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL);
        CREATE FUNCTION signalbox_shadow.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
        BEGIN
            INSERT INTO signalbox_shadow.touched (name, account, id) SELECT TG_TABLE_NAME, w.account, w.id FROM written w;
            RETURN NULL;
        END $$
        """;

    // $1 id, $2 names of tables.
    internal const string BegunSql = """
        UPDATE signalbox.rebuilds
        SET    step = 'fill', events = 0, carried = 0, tables = NULL,
               events_total = (SELECT coalesce(sum(applied), 0) FROM signalbox.stream_cursors),
               bytes_needed = (SELECT sum(pg_total_relation_size(format('signalbox.%I', n)::regclass)) FROM unnest($2::text[]) n)
        WHERE  id = $1
        """;

    /// <summary>Looks for what keeps the tables from being swapped.</summary>
    /// <exception cref="RebuildImpossibleException">Something does; its message names up to ten of these things.</exception>
    internal async Task RefuseTiesAsync(CancellationToken cancellationToken)
    {
        var ties = await session.ReadAsync(TiesSql, [Texts(ShadowTable.Names), Texts(WrittenColumns.All)], static row => row.GetString(0), cancellationToken);
        if (ties.Count > 0)
        {
            throw new RebuildImpossibleException($"What would be lost with the old tables: {string.Join("; ", ties)}.");
        }
    }

    /// <summary>Drops what an earlier rebuild left, and makes the tables, empty.</summary>
    internal async Task CreateAsync(string id, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(ShadowLeftovers.LockSql, cancellationToken);
        await session.ExecuteAsync($"DROP SCHEMA IF EXISTS {ShadowTable.Shadow} CASCADE; CREATE SCHEMA {ShadowTable.Shadow}", cancellationToken);

        // Above every revision that a live row can reach meanwhile: what somebody noted of the live row is never that of the new one.
        var revisions = string.Join(" UNION ALL ", ShadowTable.All.Where(static t => t.Kind is ShadowKind.Copies).Select(static t => $"SELECT max(revision) FROM signalbox.{t.Name}"));
        var first = await session.ReadAsync($"SELECT coalesce(max(r.max), 0) + 1000000000 FROM ({revisions}) r", [], static row => row.GetInt64(0), cancellationToken);
        foreach (var statement in await session.ReadAsync(CreateSql, [Texts(ShadowTable.Names), Number(first[0])], static row => row.GetString(0), cancellationToken))
        {
            await session.ExecuteAsync(statement, cancellationToken);
        }

        await session.ExecuteAsync(Own, cancellationToken);
        await session.ExecuteAsync(BegunSql, [Text(id), Texts(ShadowTable.Names)], cancellationToken);
    }

    /// <summary>From here on what is written to live rows of objects is noted. Waits a moment for commits that are under way.</summary>
    internal async Task WatchAsync(TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(SetLockTimeout(lockTimeout), cancellationToken);
        foreach (var table in ShadowTable.All.Where(static t => t.Kind is ShadowKind.Copies))
        {
            foreach (var verb in (string[])["insert", "update"])
            {
                await session.ExecuteAsync(
                    $"CREATE OR REPLACE TRIGGER signalbox_rebuild_{verb} AFTER {verb} ON signalbox.{table.Name} REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION signalbox_shadow.touch()",
                    cancellationToken);
            }
        }
    }

    /// <summary>Keeps everybody from writing the live tables until the transaction ends; they are still read.</summary>
    internal async Task LockAsync(TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(SetLockTimeout(lockTimeout), cancellationToken);
        foreach (var table in ShadowTable.All)
        {
            await session.ExecuteAsync($"LOCK TABLE signalbox.{table.Name} IN EXCLUSIVE MODE", cancellationToken);
        }
    }

    /// <summary>
    /// Puts the new tables in the places of the live ones. Who waits for a lock on a table looks its name up again, and writes or reads the new one;
    /// prepared statements are analysed anew.
    /// </summary>
    /// <exception cref="RebuildImpossibleException">Something was tied to a live table since the rebuild began.</exception>
    internal async Task SwapAsync(CancellationToken cancellationToken)
    {
        var views = await session.ReadAsync(ViewsSql, [Texts(ShadowTable.Names)], static row => (Name: row.GetString(0), Text: row.GetString(1)), cancellationToken);

        // The views first, as their readers do; it locks their tables with them.
        foreach (var view in views)
        {
            await session.ExecuteAsync($"LOCK TABLE {view.Name} IN ACCESS EXCLUSIVE MODE", cancellationToken);
        }

        foreach (var table in ShadowTable.All)
        {
            await session.ExecuteAsync($"LOCK TABLE signalbox.{table.Name} IN ACCESS EXCLUSIVE MODE", cancellationToken);
        }

        // From here on nobody can tie anything to a table; what was tied since the rebuild began would be lost.
        await RefuseTiesAsync(cancellationToken);

        await session.ExecuteAsync($"CREATE SCHEMA {ShadowTable.Replaced}", cancellationToken);
        foreach (var table in ShadowTable.All)
        {
            await session.ExecuteAsync($"ALTER TABLE signalbox.{table.Name} SET SCHEMA {ShadowTable.Replaced}; ALTER TABLE {ShadowTable.Shadow}.{table.Name} SET SCHEMA signalbox", cancellationToken);
            if (table.Kind is ShadowKind.Copies)
            {
                await session.ExecuteAsync($"ALTER TABLE signalbox.{table.Name} ALTER COLUMN revision SET DEFAULT 1", cancellationToken);
            }
        }

        foreach (var view in views)
        {
            await session.ExecuteAsync(view.Text, cancellationToken);
        }
    }

    /// <summary>The text that bounds how long the transaction's locks are waited for.</summary>
    private static string SetLockTimeout(TimeSpan timeout) => $"SET LOCAL lock_timeout = {(long)timeout.TotalMilliseconds}";
}
