//! What is on the screen.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::{
    Frame,
    layout::{Constraint, Layout},
    style::{Style, Stylize},
    text::{Line, Span},
    widgets::{Block, Paragraph, Wrap},
};
use twilio_conversations::realtime::{ConnectionState, ConversationState, Message};

/// Everything that is shown.
pub(crate) struct View {
    pub(crate) state: ConversationState,
    /// Messages older than those that the client keeps.
    pub(crate) older: BTreeMap<u64, Message>,
    pub(crate) typing: BTreeSet<String>,
    pub(crate) connection: Option<ConnectionState>,
    pub(crate) left: bool,
    pub(crate) input: String,
    /// Why the last request failed.
    pub(crate) failure: Option<String>,
    /// Lines above the newest one.
    pub(crate) scroll: u16,
}

impl View {
    pub(crate) fn new(state: ConversationState) -> Self {
        Self {
            state,
            older: BTreeMap::new(),
            typing: BTreeSet::new(),
            connection: None,
            left: false,
            input: String::new(),
            failure: None,
            scroll: 0,
        }
    }

    /// Shows a message, or its new text.
    pub(crate) fn put(&mut self, message: Message) {
        match self.older.get_mut(&message.index) {
            Some(older) => *older = message,
            None => {
                self.state.messages.insert(message.index, message);
            }
        }
    }

    pub(crate) fn draw(&self, frame: &mut Frame<'_>) {
        let rows = [Constraint::Min(3), Constraint::Length(1), Constraint::Length(3)];
        let [above, status, below] = Layout::vertical(rows).areas(frame.area());
        let columns = [Constraint::Min(20), Constraint::Length(22)];
        let [messages, people] = Layout::horizontal(columns).areas(above);

        let lines: Vec<Line<'_>> = self.all().map(line).collect();
        let height = usize::from(messages.height.saturating_sub(2));
        let hidden = lines.len().saturating_sub(height).saturating_sub(self.scroll.into());
        let title = self.state.friendly_name.as_deref().or(self.state.unique_name.as_deref());
        let block = Block::bordered().title(title.unwrap_or("conversation"));
        let text = Paragraph::new(lines).wrap(Wrap { trim: false }).block(block);
        frame.render_widget(text.scroll((u16::try_from(hidden).unwrap_or(u16::MAX), 0)), messages);

        let names: Vec<Line<'_>> = self.people().into_iter().map(Line::from).collect();
        frame.render_widget(Paragraph::new(names).block(Block::bordered().title("here")), people);
        frame.render_widget(Paragraph::new(self.status()).dim(), status);
        let input = Paragraph::new(self.input.as_str());
        frame.render_widget(input.block(Block::bordered().title("say")), below);
        let typed = u16::try_from(self.input.chars().count()).unwrap_or(u16::MAX);
        frame.set_cursor_position((below.x.saturating_add(1).saturating_add(typed), below.y + 1));
    }

    fn all(&self) -> impl Iterator<Item = &Message> {
        let kept = &self.state.messages;
        let older = self.older.iter().filter(|(index, _)| !kept.contains_key(index));
        let mut all: Vec<_> = older.chain(kept).collect();
        all.sort_by_key(|(index, _)| **index);
        all.into_iter().map(|(_, message)| message)
    }

    fn people(&self) -> Vec<String> {
        let name = |identity: &Option<String>| identity.clone().unwrap_or_else(|| "a phone".into());
        let people = self.state.participants.values();
        let mut people: Vec<_> = people
            .map(|it| match it.last_read_message_index {
                Some(index) => format!("{} (read #{index})", name(&it.identity)),
                None => name(&it.identity),
            })
            .collect();
        people.sort();
        people
    }

    fn status(&self) -> String {
        if self.left {
            return "you are not in this conversation any longer".to_owned();
        }
        if let Some(failure) = &self.failure {
            return failure.clone();
        }
        if let Some(state @ (ConnectionState::Connecting | ConnectionState::Denied)) =
            self.connection
        {
            return format!("{state:?}");
        }
        match self.typing.len() {
            0 => "Page Up: older, /leave, Esc: end".to_owned(),
            _ => self.typing.iter().cloned().collect::<Vec<_>>().join(", ") + " types",
        }
    }
}

fn line(message: &Message) -> Line<'_> {
    let mut spans = vec![
        Span::styled(format!("{:>4} ", message.index), Style::new().dim()),
        Span::styled(format!("{}: ", message.author), Style::new().bold()),
        Span::raw(message.body.as_deref().unwrap_or_default()),
    ];
    for medium in &message.media {
        let name = medium.filename.as_deref().unwrap_or("unnamed");
        spans.push(Span::raw(format!(" [{name}, {} bytes]", medium.size)).italic());
    }
    if message.last_updated_by.is_some() {
        spans.push(Span::raw(" (edited)").dim());
    }
    Line::from(spans)
}
