using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Operations;

/// <summary>An operation with what the API does not show of it.</summary>
/// <param name="Shown">What the API shows.</param>
/// <param name="RequestHash">See <see cref="HashOf"/>.</param>
/// <param name="Request">The request's JSON.</param>
internal sealed record StoredOperation(Operation Shown, byte[] RequestHash, ReadOnlyMemory<byte> Request)
{
    /// <summary>SHA-256 over what is asked for: two requests with the same hash ask for the same.</summary>
    internal static byte[] HashOf(OperationRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Account}\n{request.Name}\n"));
        hash.AppendData(request.Body.Span);
        return hash.GetHashAndReset();
    }

    /// <summary>The attempt that it is in.</summary>
    internal OperationAttempt ToAttempt() => new(Shown.Id, Shown.Account, Shown.Name, Shown.Attempts, Shown.CreatedAt, Request);

    /// <summary>What a request comes to that finds this under its key.</summary>
    internal OperationAnswerKind Answer(ReadOnlySpan<byte> requestHash) => (RequestHash.AsSpan().SequenceEqual(requestHash), Shown.Outcome) switch
    {
        (false, _) => OperationAnswerKind.Conflict,
        (true, null) => OperationAnswerKind.Running,
        (true, _) => OperationAnswerKind.Replayed,
    };
}
