using Signalbox.Simulation;

namespace Signalbox.Sandbox.Webhooks;

/// <summary>One event on its way to one endpoint, and how that went. Its counts change under its endpoint's lock.</summary>
internal sealed class Delivery(SimulatedEvent sent, string endpoint, WebhookFaultRule? fault)
{
    internal SimulatedEvent Event => sent;

    internal string Endpoint => endpoint;

    internal WebhookFaultRule? Fault => fault;

    /// <summary>How many requests were made.</summary>
    internal int Attempts { get; set; }

    /// <summary>How many of them were answered with 2xx.</summary>
    internal int Delivered { get; set; }

    /// <summary>The last answer's status; null: none came.</summary>
    internal int? LastStatus { get; set; }

    /// <summary>Whether nothing more will be sent.</summary>
    internal bool IsDone { get; set; }
}
