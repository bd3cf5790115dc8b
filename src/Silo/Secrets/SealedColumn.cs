namespace Signalbox.Secrets;

/// <summary>A column of sealed values, and how it is gone through when they are to be sealed under a new key.</summary>
/// <param name="Name">Table and column, as in <see cref="SealedPlace"/>.</param>
/// <param name="Batch">The next values that do not begin with $2, behind row $1, at most $3: row and value.</param>
/// <param name="Replace">Writes $3 over $2 in row $1; touches nothing if somebody else was first.</param>
/// <param name="Count">How many do not begin with $1.</param>
internal sealed record SealedColumn(string Name, string Batch, string Replace, string Count)
{
    internal const string OperationRequest = "operations.request";
    internal const string OperationOutcome = "operations.outcome";
    internal const string SourceSecret = "source_secrets.sealed";
    internal const string SourceApiKey = "sources.api_key";

    internal const string DestinationSecret = "destination_secrets.sealed";
    internal const string DestinationHeaders = "destinations.headers";

    internal const string RejectedRequest = "rejected_requests.sealed";

    internal const string RequestBatchSql = "SELECT id, request FROM operations WHERE id > $1 AND substr(request, 1, 17) <> $2 ORDER BY id LIMIT $3";
    internal const string RequestReplaceSql = "UPDATE operations SET request = $3 WHERE id = $1 AND request = $2";
    internal const string RequestCountSql = "SELECT count(*) FROM operations WHERE substr(request, 1, 17) <> $1";

    internal const string OutcomeBatchSql = "SELECT id, outcome FROM operations WHERE id > $1 AND substr(outcome, 1, 17) <> $2 ORDER BY id LIMIT $3";
    internal const string OutcomeReplaceSql = "UPDATE operations SET outcome = $3 WHERE id = $1 AND outcome = $2";
    internal const string OutcomeCountSql = "SELECT count(*) FROM operations WHERE substr(outcome, 1, 17) <> $1";

    internal const string SecretBatchSql = """
        SELECT source || '/' || fingerprint, sealed
        FROM   source_secrets
        WHERE  source || '/' || fingerprint > $1
          AND  substr(sealed, 1, 17) <> $2
        ORDER  BY 1
        LIMIT  $3
        """;

    internal const string SecretReplaceSql = "UPDATE source_secrets SET sealed = $3 WHERE source || '/' || fingerprint = $1 AND sealed = $2";
    internal const string SecretCountSql = "SELECT count(*) FROM source_secrets WHERE substr(sealed, 1, 17) <> $1";

    internal const string ApiKeyBatchSql = "SELECT name, api_key FROM sources WHERE name > $1 AND substr(api_key, 1, 17) <> $2 ORDER BY name LIMIT $3";
    internal const string ApiKeyReplaceSql = "UPDATE sources SET api_key = $3 WHERE name = $1 AND api_key = $2";
    internal const string ApiKeyCountSql = "SELECT count(*) FROM sources WHERE substr(api_key, 1, 17) <> $1";

    internal const string DestinationSecretBatchSql = """
        SELECT destination || '/' || fingerprint, sealed
        FROM   destination_secrets
        WHERE  destination || '/' || fingerprint > $1
          AND  substr(sealed, 1, 17) <> $2
        ORDER  BY 1
        LIMIT  $3
        """;

    internal const string DestinationSecretReplaceSql = "UPDATE destination_secrets SET sealed = $3 WHERE destination || '/' || fingerprint = $1 AND sealed = $2";
    internal const string DestinationSecretCountSql = "SELECT count(*) FROM destination_secrets WHERE substr(sealed, 1, 17) <> $1";

    internal const string HeadersBatchSql = "SELECT id, headers FROM destinations WHERE id > $1 AND substr(headers, 1, 17) <> $2 ORDER BY id LIMIT $3";
    internal const string HeadersReplaceSql = "UPDATE destinations SET headers = $3 WHERE id = $1 AND headers = $2";
    internal const string HeadersCountSql = "SELECT count(*) FROM destinations WHERE substr(headers, 1, 17) <> $1";

    internal const string RejectedBatchSql = "SELECT id, sealed FROM rejected_requests WHERE id > $1 AND substr(sealed, 1, 17) <> $2 ORDER BY id LIMIT $3";
    internal const string RejectedReplaceSql = "UPDATE rejected_requests SET sealed = $3 WHERE id = $1 AND sealed = $2";
    internal const string RejectedCountSql = "SELECT count(*) FROM rejected_requests WHERE substr(sealed, 1, 17) <> $1";

    /// <summary>Every one.</summary>
    internal static readonly IReadOnlyList<SealedColumn> All =
    [
        new(SourceSecret, SecretBatchSql, SecretReplaceSql, SecretCountSql),
        new(SourceApiKey, ApiKeyBatchSql, ApiKeyReplaceSql, ApiKeyCountSql),
        new(DestinationSecret, DestinationSecretBatchSql, DestinationSecretReplaceSql, DestinationSecretCountSql),
        new(DestinationHeaders, HeadersBatchSql, HeadersReplaceSql, HeadersCountSql),
        new(OperationRequest, RequestBatchSql, RequestReplaceSql, RequestCountSql),
        new(RejectedRequest, RejectedBatchSql, RejectedReplaceSql, RejectedCountSql),
        new(OperationOutcome, OutcomeBatchSql, OutcomeReplaceSql, OutcomeCountSql),
    ];
}
