using System.Runtime.InteropServices;

namespace Signalbox.Providers;

/// <summary>One of several events of a request.</summary>
/// <param name="Envelope">What the journal needs to know of it.</param>
/// <param name="Payload">Its own bytes, a part of the request's body.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WebhookEvent(EventEnvelope Envelope, ReadOnlyMemory<byte> Payload);

/// <summary>
/// What a verified request holds: one event whose payload is the whole body, several events, a handshake to be answered, or a fault.
/// A default value is no event and says so.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct WebhookContent
{
    private readonly bool _isOne;

    private WebhookContent(EnvelopeFault fault, in EventEnvelope envelope, bool isOne, IReadOnlyList<WebhookEvent>? events, string? reply)
    {
        Fault = fault;
        Envelope = envelope;
        _isOne = isOne;
        Events = events;
        Reply = reply;
    }

    /// <summary>Why the request is no event, or <see cref="EnvelopeFault.None"/>.</summary>
    public EnvelopeFault Fault { get; }

    /// <summary>The envelope, if <see cref="IsOne"/>.</summary>
    public EventEnvelope Envelope { get; }

    /// <summary>Whether the whole body is one event.</summary>
    public bool IsOne => _isOne && Fault is EnvelopeFault.None;

    /// <summary>The events, if the request is one of several; may be empty.</summary>
    public IReadOnlyList<WebhookEvent>? Events { get; }

    /// <summary>What a handshake is to be answered with, as plain text, if the request is one.</summary>
    public string? Reply { get; }

    /// <summary>No event.</summary>
    public static WebhookContent Refused(EnvelopeFault fault) => new(fault, default, isOne: false, events: null, reply: null);

    /// <summary>One event.</summary>
    public static WebhookContent One(in EventEnvelope envelope) => new(EnvelopeFault.None, envelope, isOne: true, events: null, reply: null);

    /// <summary>Several events.</summary>
    public static WebhookContent Many(IReadOnlyList<WebhookEvent> events) => new(EnvelopeFault.None, default, isOne: false, events, reply: null);

    /// <summary>A handshake.</summary>
    public static WebhookContent Handshake(string reply) => new(EnvelopeFault.None, default, isOne: false, events: null, reply);
}
