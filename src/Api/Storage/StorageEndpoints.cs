using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Storage;

/// <summary><c>/v1/storage</c>: how much is stored, and what retention keeps.</summary>
internal static class StorageEndpoints
{
    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "database_bytes": 734003200, "oldest_event": "2025-10-13T00:00:01.02Z", "journal_days": 90, "event_id_days": 45,
          "tables": [ { "name": "journal", "bytes": 524288000, "rows": 310000 }, { "name": "customers", "bytes": 8388608, "rows": 4100 } ],
          "partitions": [
            { "table": "journal", "name": "journal_20251013", "from": "2025-10-13T00:00:00Z", "to": "2025-10-20T00:00:00Z", "bytes": 41943040, "rows": 24000, "is_expired": true, "kept_for": "dead_letters" }
          ],
          "attempt_days": 30
        }
        """;

    internal static void MapStorage(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/storage", GetAsync)
        .Describe("getStorage", "Storage", "What is stored", "The size of each table, of each week of the journal and the outbox and of each day of attempts, the oldest event, and what is kept although its retention has ended, and why: a week with events that are not applied, with an open dead letter, in the range of a running replay, or with waiting deliveries is never dropped.")
        .WithQuery()
        .Answers<StorageReport>(Example);

    private static async Task<IResult> GetAsync(HttpContext context, IStorageQueries queries, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(await queries.ReadAsync(cancellationToken));
}
