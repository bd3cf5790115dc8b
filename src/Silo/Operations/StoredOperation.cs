using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Operations;

/// <summary>An operation with what the API does not show of it.</summary>
/// <param name="Shown">What the API shows.</param>
/// <param name="RequestHash">See <see cref="HashOf"/>.</param>
/// <param name="Request">The request's JSON.</param>
/// <param name="Stream">In whose turn it is carried out; <see langword="null"/>: in nobody's.</param>
/// <param name="PossibleSends">How many of its attempts may have reached the provider, the running one included.</param>
/// <param name="Resolved">See <see cref="OperationAttempt.Resolved"/>.</param>
internal sealed record StoredOperation(
    Operation Shown, byte[] RequestHash, ReadOnlyMemory<byte> Request, string? Stream = null, int PossibleSends = 0, string? Resolved = null)
{
    /// <summary>SHA-256 over what is asked for: two requests with the same hash ask for the same, however they are written down.</summary>
    internal static byte[] HashOf(OperationRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Account}\n{request.Name}\n"));
        hash.AppendData(CanonicalJson.Of(request.Body));
        return hash.GetHashAndReset();
    }

    /// <summary>The attempt that it is in.</summary>
    internal OperationAttempt ToAttempt() => new(Shown.Id, Shown.Account, Shown.Name, Shown.Attempts, Shown.CreatedAt, Request, PossibleSends > 1, Resolved);

    /// <summary>What a request comes to that finds this under its key.</summary>
    internal OperationAnswerKind Answer(ReadOnlySpan<byte> requestHash) => (IsOf(requestHash), Shown.Outcome) switch
    {
        (false, _) => OperationAnswerKind.Conflict,
        (true, null) => OperationAnswerKind.Running,
        (true, _) => OperationAnswerKind.Replayed,
    };

    // What an earlier version recorded has a hash of the bytes as they came.
    private bool IsOf(ReadOnlySpan<byte> requestHash) => RequestHash.AsSpan().SequenceEqual(requestHash)
        || HashOf(new OperationRequest(Shown.Account, Shown.Name, Shown.IdempotencyKey, string.Empty, Request)).AsSpan().SequenceEqual(requestHash);
}
