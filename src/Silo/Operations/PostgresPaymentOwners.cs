using Npgsql;

namespace Signalbox.Operations;

/// <inheritdoc/>
internal sealed class PostgresPaymentOwners(NpgsqlDataSource dataSource) : IPaymentOwners
{
    internal const string OfPaymentSql = "SELECT customer_id FROM payment_intents WHERE account = $1 AND id = $2";
    internal const string OfChargeSql = "SELECT customer_id FROM charges WHERE account = $1 AND id = $2";

    /// <inheritdoc/>
    public Task<string?> OfPaymentAsync(string account, string payment, CancellationToken cancellationToken) => ReadAsync(OfPaymentSql, account, payment, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> OfChargeAsync(string account, string charge, CancellationToken cancellationToken) => ReadAsync(OfChargeSql, account, charge, cancellationToken);

    private async Task<string?> ReadAsync(string sql, string account, string id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
