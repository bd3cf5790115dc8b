namespace Signalbox.Projections;

/// <summary>
/// The statements that find rows of an account that have been provisional for a while. $1 account, $2 the id to begin behind, $3 how long,
/// $4 rows.
/// </summary>
internal static class ObjectBacklog
{
    internal static readonly TableStatements Sql = new("""
        SELECT id, stream
        FROM   {table}
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """);
}
