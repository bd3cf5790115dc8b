namespace Signalbox.Projections;

/// <summary>The statements that read how fresh the rows of some objects are, one for each projection.</summary>
internal static class ObjectVersions
{
    internal static readonly TableStatements Sql = new("""
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM {table} WHERE account = $1 AND id = ANY ($2)
        """);
}
