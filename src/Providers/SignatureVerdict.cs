using System.Runtime.InteropServices;

namespace Signalbox.Providers;

/// <summary>The outcome of checking a webhook's signature. A default value is not valid.</summary>
/// <param name="Fault">Why it was refused, or <see cref="SignatureFault.None"/>. For the log, not for the answer to the caller.</param>
/// <param name="SecretIndex">
/// Which of the given secrets signed it, or -1 if none did. Also known for a genuine signature outside the tolerance.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SignatureVerdict(SignatureFault Fault, int SecretIndex)
{
    /// <summary>Whether the body is genuine and recent.</summary>
    public bool IsValid => Fault is SignatureFault.None;

    internal static SignatureVerdict Refused(SignatureFault fault) => new(fault, -1);
}

/// <summary>Why a signature was refused.</summary>
public enum SignatureFault
{
    /// <summary>Nothing was checked: what a default value says, so that forgetting a check never accepts.</summary>
    Unchecked = 0,

    /// <summary>The signature is genuine and recent.</summary>
    None = 1,

    /// <summary>The signature's header is absent or empty.</summary>
    MissingHeader = 2,

    /// <summary>The signature's header was sent more than once, so that two readers could each believe another one.</summary>
    RepeatedHeader = 3,

    /// <summary>The header is too long to be taken apart.</summary>
    HeaderTooLong = 4,

    /// <summary>The header holds no usable timestamp, or no signature in the expected form.</summary>
    MalformedHeader = 5,

    /// <summary>The source has no active secret to check with.</summary>
    NoSecrets = 6,

    /// <summary>No signature in the header belongs to this body and any active secret.</summary>
    NoMatch = 7,

    /// <summary>The signature is genuine, but its timestamp is too far from now, in the past or in the future.</summary>
    TimestampOutsideTolerance = 8,

    /// <summary>The header with the timestamp is absent or empty, and the timestamp is part of what is signed.</summary>
    MissingTimestamp = 9,

    /// <summary>The timestamp is not a whole number of 1 to 18 digits.</summary>
    MalformedTimestamp = 10,

    /// <summary>The header with the delivery's id is absent or empty, and the id is part of what is signed.</summary>
    MissingId = 11,

    /// <summary>The delivery's id is longer than 255 characters.</summary>
    MalformedId = 12,

    /// <summary>Two families of headers say different things: <c>svix-…</c> and <c>webhook-…</c>.</summary>
    ConflictingHeaders = 13,

    /// <summary>The URL's signature is genuine, but the body is not the one whose hash the URL carries.</summary>
    BodyHashMismatch = 14,

    /// <summary>The form holds more fields than are read.</summary>
    TooManyFields = 15,

    /// <summary>None of the source's secrets is one of this scheme: it does not decode, or is no key.</summary>
    UnusableSecret = 16,
}
