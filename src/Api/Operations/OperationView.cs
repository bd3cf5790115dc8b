using Signalbox.Http;

namespace Signalbox.Operations;

/// <summary>An operation as the API answers it.</summary>
/// <param name="Id">See <see cref="Operation"/>.</param>
/// <param name="Account">The same.</param>
/// <param name="Name">The same.</param>
/// <param name="IdempotencyKey">The same.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often the provider was asked.</param>
/// <param name="Error">Why the last attempt told nothing.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When its outcome was known.</param>
/// <param name="Status">What the request for it was, or would be, answered with.</param>
/// <param name="Outcome">The provider's object without what lets somebody in, or a problem.</param>
internal sealed record OperationView(
    string Id, string Account, string Name, string IdempotencyKey, string State, int Attempts, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt,
    int? Status, JsonRawValue? Outcome)
{
    internal static OperationView Of(Operation operation) => new(
        operation.Id,
        operation.Account,
        operation.Name,
        operation.IdempotencyKey,
        operation.Outcome switch { null => "running", { IsSuccess: true } => "succeeded", _ => "failed" },
        operation.Attempts,
        operation.Error,
        operation.CreatedAt,
        operation.FinishedAt,
        operation.Outcome?.Status,
        operation.Outcome is { } outcome ? JsonRawValue.TryParse(WithoutSecrets.Of(outcome.Body)) : null);
}
