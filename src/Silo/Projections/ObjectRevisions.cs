namespace Signalbox.Projections;

/// <summary>The statements that read how often the rows of some objects were written, one for each projection. $1 account, $2 ids.</summary>
internal static class ObjectRevisions
{
    internal static readonly TableStatements Sql = new("""
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM {table} WHERE account = $1 AND id = ANY ($2)
        """);
}
