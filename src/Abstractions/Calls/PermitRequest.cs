namespace Signalbox.Calls;

/// <summary>Asks for a permit to send one request to a provider.</summary>
/// <param name="Priority">Who goes first.</param>
/// <param name="Spare">How many more permits the caller could use at once; they are given only when there are plenty. 0 or more.</param>
/// <param name="Patience">How long the caller can wait, counted from when the grain receives this.</param>
[GenerateSerializer, Immutable, Alias("signalbox.permit-request.v1")]
public sealed record PermitRequest(
    [property: Id(0)] PermitPriority Priority,
    [property: Id(1)] int Spare,
    [property: Id(2)] TimeSpan Patience);
