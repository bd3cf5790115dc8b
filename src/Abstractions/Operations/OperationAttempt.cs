namespace Signalbox.Operations;

/// <summary>One attempt at something that the product asks a provider for. It is recorded already.</summary>
/// <param name="Id">The operation's id, which the provider gets as idempotency key.</param>
/// <param name="Account">The account whose provider is asked.</param>
/// <param name="Name">What is asked for, for example <c>payments.create</c>.</param>
/// <param name="Number">Which attempt it is: 1 for the first. Its outcome counts only while it is the latest.</param>
/// <param name="CreatedAt">When the product asked.</param>
/// <param name="Request">The request's JSON as recorded. At most 65 KiB.</param>
/// <param name="MayHaveBeenSent">Whether an earlier attempt may have reached the provider: then a refusal of this one need not be the outcome.</param>
/// <param name="Resolved">What an earlier attempt looked up of what the request leaves open; <see langword="null"/> if none did.</param>
[GenerateSerializer, Immutable, Alias("signalbox.operation-attempt.v1")]
public sealed record OperationAttempt(
    [property: Id(0)] string Id,
    [property: Id(1)] string Account,
    [property: Id(2)] string Name,
    [property: Id(3)] int Number,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] ReadOnlyMemory<byte> Request,
    [property: Id(6)] bool MayHaveBeenSent = false,
    [property: Id(7)] string? Resolved = null);
