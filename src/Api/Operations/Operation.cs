using System.Text.Json;
using Signalbox.Http;

namespace Signalbox.Operations;

/// <summary>A call to a provider that the product asked for.</summary>
/// <param name="Id"><c>op_</c> and 32 hexadecimal digits that sort by time. Also the idempotency key that the provider gets.</param>
/// <param name="Account">The account whose provider is called.</param>
/// <param name="Name">What is asked for, for example <c>payments.create</c>.</param>
/// <param name="IdempotencyKey">The caller's key.</param>
/// <param name="Attempts">How often the provider was asked.</param>
/// <param name="Error">Why the last attempt told nothing; null if none did, or there is an outcome.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When its outcome was known; null while it is not.</param>
/// <param name="Outcome">Its outcome; null while it is not known.</param>
internal sealed record Operation(
    string Id, string Account, string Name, string IdempotencyKey, int Attempts, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, Outcome? Outcome);

/// <summary>What became of an operation, as the API answers it: the provider's object, or a problem.</summary>
/// <param name="Status">The HTTP status: 200, or that of the problem.</param>
/// <param name="Body">JSON.</param>
internal sealed record Outcome(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the provider did what it was asked for.</summary>
    internal bool IsSuccess => Status < 300;

    /// <summary>The outcome of an operation that failed: problem details.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A stable name, for programs.</param>
    /// <param name="detail">What happened and what to do.</param>
    /// <param name="members">Further members; those without a value are left out.</param>
    internal static Outcome Problem(int status, string code, string detail, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var extensions = new Dictionary<string, object?>();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                extensions[name] = value;
            }
        }

        return new Outcome(status, JsonSerializer.SerializeToUtf8Bytes(Problems.Details(status, code, detail, extensions), ApiJson.Default.ProblemDetails));
    }
}
