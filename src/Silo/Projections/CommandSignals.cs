namespace Signalbox.Projections;

/// <summary>The statements that note of objects that a command may have changed them. $1 account, $2 ids.</summary>
internal static class CommandSignals
{
    internal static readonly TableStatements Sql = new("""
        UPDATE {table} SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """);
}
